# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs of the program in a cluster of Ray, and what is left of their processes."""

import contextlib
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import threading
import unittest

PROGRAM = os.environ["ARIADNE_PROGRAM"]
PYTHON = os.environ.get("ARIADNE_RAY_PYTHON")

# How long anything may take, in seconds; never reached when all is well.
PATIENCE = 120

SLOW = ["--model=fake:a=150ms,c=0us", "--gnn-budget=800"]
FAST = ["--model=fake:a=0us,c=0us", "--gnn-budget=800"]


def read_processes():
    """All processes: number, parent and command line."""
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            found[int(entry.name)] = parent, command
    return found


def find_descendants(root, processes):
    found = {}
    for number in processes:
        ancestor = number
        while ancestor in processes and ancestor != root:
            ancestor = processes[ancestor][0]
        if ancestor == root and number != root:
            found[number] = processes[number][1]
    return found


def await_death(descriptors):
    """Waits until all of these processes have ended; gives those that have not."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    left = set(descriptors)
    while left:
        events = poll.poll(30000)
        if not events:
            break
        for descriptor, _ in events:
            poll.unregister(descriptor)
            left.discard(descriptor)
    return left


class Run:
    """A run of the program, and what it logs."""

    def __init__(self, *arguments, **environment):
        reader, writer = os.pipe()
        command = [PROGRAM, "run", "--json", "--quiet", "--save-path=", "--search=astar",
                   f"--log=/dev/fd/{writer}", *arguments]
        self.process = subprocess.Popen(
            command, pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})
        os.close(writer)
        self.log = os.fdopen(reader)
        self.watchdog = threading.Timer(PATIENCE, self.process.kill)
        self.watchdog.start()

    def await_batch(self):
        """Waits until searches are under way."""
        for line in self.log:
            if json.loads(line)["event"] == "batch":
                return
        raise AssertionError(f"no batch was evaluated: {self.process.stderr.read()}")

    def finish(self):
        """Its status, its report and what it had to say."""
        rest = threading.Thread(target=self.log.read)
        rest.start()
        output, errors = self.process.communicate()
        self.watchdog.cancel()
        rest.join()
        self.log.close()
        return self.process.returncode, json.loads(output) if output else None, errors


def run(*arguments, **environment):
    return Run(*arguments, **environment).finish()


@unittest.skipUnless(PYTHON, "$ARIADNE_RAY_PYTHON does not name a Python that has Ray")
class ClusterTest(unittest.TestCase):
    """Has a cluster, which a script makes."""

    script = "cluster.py"  # of one node

    @classmethod
    def setUpClass(cls):
        status, report, _ = run("--engine=thread", "--skip-sync", *FAST)
        assert status == 0
        cls.digest = report["runs"][0]["digest"]

        here = pathlib.Path(__file__).parent
        cls.cluster = subprocess.Popen(
            [PYTHON, here / cls.script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, start_new_session=True)
        cls.address = cls.cluster.stdout.readline().strip()
        assert cls.address, "the cluster has not started"

    @classmethod
    def tearDownClass(cls):
        cls.cluster.stdin.close()
        cls.cluster.wait()
        cls.cluster.stdout.close()

    def get_free_gpus(self):
        self.cluster.stdin.write("?\n")
        self.cluster.stdin.flush()
        return float(self.cluster.stdout.readline())

    def assert_all_free(self):
        """Ray knows soon that an actor has ended, but not at once."""
        for _ in range(1000):
            if self.get_free_gpus() == 1:
                return
        self.assertEqual(self.get_free_gpus(), 1)

    def start(self, *arguments):
        return Run("--engine=ray", f"--ray-address={self.address}", "--skip-sync", *arguments)

    def assert_right(self, finished):
        status, report, errors = finished
        self.assertEqual(status, 0, errors)
        self.assertEqual([run["digest"] for run in report["runs"]], [self.digest])
        self.assertEqual(report["runs"][0]["engine"], "ray")

    def check_kill(self, victims, *arguments):
        """Kills some processes of a run (see kill()); gives how the run ends."""
        run = self.start("--multi-server", "--num-servers=2", *SLOW, *arguments)
        run.await_batch()
        processes = read_processes()
        ours = find_descendants(run.process.pid, processes)
        ours |= find_descendants(self.cluster.pid, processes)
        ours = {number: command for number, command in ours.items()
                if command.startswith((PROGRAM, "ray::worker", "ray::server", "ray::Server",
                                       "ray::Manager", "ray::_QueueActor")) or
                "ariadne_ray.bridge" in command}
        finished = kill(self, run, victims, {number: command for number, command in ours.items()
                                             if "IDLE" not in command})
        self.assert_all_free()
        return finished


def kill(test, run, victims, ours):
    """Kills at once the first process with each of these words in its command, None being
    the run itself, and waits for the end of all.
    """
    watched = {os.pidfd_open(number): command for number, command in ours.items()}
    numbers = [run.process.pid if words is None else
               min(number for number, command in ours.items() if words in command)
               for words in victims]
    for what in signal.SIGSTOP, signal.SIGKILL:  # none of them sees another one die
        for number in numbers:
            os.kill(number, what)

    finished = run.finish()
    left = await_death(watched)
    for descriptor in watched:
        os.close(descriptor)
    test.assertEqual([watched[descriptor] for descriptor in left], [])
    return finished


def main():
    if not PYTHON:
        print("skipped: $ARIADNE_RAY_PYTHON does not name a Python that has Ray")
        sys.exit(77)
    unittest.main()
