# SPDX-License-Identifier: LGPL-2.1-or-later
"""The engine for Ray on three hosts in miniature: network namespaces with an address
each, which see neither the processes nor the temporary files of one another.

Needs a Python that has Ray, named by $ARIADNE_RAY_PYTHON, and the rights to make such
hosts; skipped without.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import unittest

PROGRAM = os.environ["ARIADNE_PROGRAM"]
PYTHON = os.environ.get("ARIADNE_RAY_PYTHON")
NESTED = "ARIADNE_TEST_NESTED"

# How long anything may take, in seconds; never reached when all is well.
PATIENCE = 180

SETTLE = """
mount -t tmpfs tmpfs /tmp/ray
ip link set lo up
echo ready
read line
"""


def why_not():
    if not PYTHON:
        return "$ARIADNE_RAY_PYTHON does not name a Python that has Ray"
    for tool in "ip", "mount", "nsenter", "unshare":
        if shutil.which(tool) is None:
            return f"there is no {tool}"
    if subprocess.run(["unshare", "--net", "--mount", "--pid", "--fork", "ip", "link", "add",
                       "ends", "type", "veth"], capture_output=True).returncode != 0:
        return "this user may not make namespaces with a network"
    return None


class Host:
    """What runs on it ends with it."""

    def __init__(self, number):
        self.address = f"10.74.0.{number + 1}"
        self.process = subprocess.Popen(
            ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
             "sh", "-ec", SETTLE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children) as file:
            self.init = file.read().split()[0]

        outside = f"host{number}"
        for words in (f"ip link add {outside} type veth peer name inside netns {self.init}",
                      f"ip link set {outside} master switch up"):
            subprocess.run(words.split(), check=True)
        self.run("ip", "address", "add", f"{self.address}/24", "dev", "inside")
        self.run("ip", "link", "set", "inside", "up")

    def run(self, *command, check=True):
        return subprocess.run(
            ["nsenter", "--target", self.init, "--net", "--mount", "--pid", *command],
            check=check, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
            timeout=PATIENCE)

    def start_ray(self, *arguments):
        ray = os.path.join(os.path.dirname(PYTHON), "ray")
        self.run(ray, "start", f"--node-ip-address={self.address}", "--disable-usage-stats",
                 f"--object-store-memory={80 << 20}", *arguments)

    def stop(self):
        self.process.kill()
        self.process.communicate()


class NetworkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for words in "ip link add switch type bridge", "ip link set switch up":
            subprocess.run(words.split(), check=True)
        os.makedirs("/tmp/ray", exist_ok=True)
        os.environ.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=secrets.token_hex(32))

        cls.hosts = []
        cls.addClassCleanup(lambda: [host.stop() for host in cls.hosts])
        for number in range(3):
            cls.hosts.append(Host(number))
        first, *others = cls.hosts
        cls.cluster = f"{first.address}:6379"
        first.start_ray("--head", "--port=6379", "--num-cpus=0", "--include-dashboard=false")
        for host in others:
            host.start_ray(f"--address={cls.cluster}", "--num-cpus=1", "--num-gpus=1")

    def search(self, *arguments):
        finished = self.hosts[0].run(
            PROGRAM, "run", "--json", "--quiet", "--save-path=", "--search=astar",
            "--model=fake:a=1ms,c=0us", "--gnn-budget=800", *arguments)
        return json.loads(finished.stdout)["runs"]

    def test_queues(self):
        """A server and a worker on each of the others, which have but their addresses."""
        for queue in "direct", "actor", "managed":
            with self.subTest(queue=queue):
                expected, found = self.search(
                    "--engine=ray", f"--ray-address={self.cluster}", f"--ray-queue={queue}",
                    "--multi-server", "--num-servers=2", "--num-procs=2", "--num-gpus=2",
                    "--total-gpu-frac=1")
                self.assertEqual(found["digest"], expected["digest"])
                self.assertEqual((found["searchers"], found["servers"]), (2, 2))
                self.assertEqual(found["queue"], queue)

    def test_server_here(self):
        """One server, in the program, which the workers ask over the network."""
        expected, found = self.search("--engine=ray", f"--ray-address={self.cluster}")
        self.assertEqual(found["digest"], expected["digest"])


if __name__ == "__main__":
    if NESTED not in os.environ:
        reason = why_not()
        if reason is not None:
            print(f"skipped: {reason}")
            sys.exit(77)
        # The cables are in a namespace too, and go with it.
        os.environ[NESTED] = "1"
        os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])
    unittest.main()
