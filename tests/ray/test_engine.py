# SPDX-License-Identifier: LGPL-2.1-or-later
"""The engine for Ray with Ray, on one node: answers, and what is left of processes
that are killed.

Needs a Python that has Ray, named by $ARIADNE_RAY_PYTHON; skipped without.
"""

import contextlib
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
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
class EngineTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        status, report, _ = run("--engine=thread", "--skip-sync", *FAST)
        assert status == 0
        cls.digest = report["runs"][0]["digest"]

        here = pathlib.Path(__file__).parent
        cls.cluster = subprocess.Popen(
            [PYTHON, here / "cluster.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
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

    def test_searchers(self):
        for searchers in 1, 2, 4:
            with self.subTest(searchers=searchers):
                self.assert_right(self.start(f"--num-procs={searchers}", *FAST).finish())

    def test_servers(self):
        run = self.start("--multi-server", "--num-servers=2", *SLOW)
        run.await_batch()
        self.assertAlmostEqual(self.get_free_gpus(), 1 - 0.6)
        self.assert_right(run.finish())
        self.assert_all_free()

    def test_group(self):
        """The part of the default experiment that is Ray's, in a cluster of its own."""
        status, report, errors = run("--gnn-budget=80", "--model=fake:a=0us,c=0us",
                                     "--num-cpus=4", "--num-servers=1")
        self.assertEqual(status, 0, errors)
        runs = [run for run in report["runs"] if run["group"] == "ray"]
        self.assertEqual([run["searchers"] for run in runs], [1, 2, 4])
        self.assertEqual({run["queue"] for run in runs}, {"direct"})
        self.assertEqual({run["matches_expected"] for run in runs}, {True})

    def check_kill(self, pattern, *arguments):
        """Kills the first process whose command begins so; gives how the run ends."""
        run = self.start("--multi-server", "--num-servers=2", *SLOW, *arguments)
        run.await_batch()
        processes = read_processes()
        ours = find_descendants(run.process.pid, processes)
        ours |= find_descendants(self.cluster.pid, processes)
        ours = {number: command for number, command in ours.items()
                if command.startswith((PROGRAM, "ray::worker", "ray::server", "ray::Server")) or
                "ariadne_ray.bridge" in command}
        watched = {os.pidfd_open(number): command for number, command in ours.items()
                   if "IDLE" not in command}
        victim = run.process.pid
        if pattern is not None:
            victim = min(n for n, command in ours.items() if pattern in command)
        os.kill(victim, signal.SIGKILL)

        finished = run.finish()
        left = await_death(watched)
        for descriptor in watched:
            os.close(descriptor)
        self.assertEqual([watched[descriptor] for descriptor in left], [])
        self.assert_all_free()
        return finished

    def test_kill_worker(self):
        self.assert_right(self.check_kill(f"{PROGRAM} worker"))

    def test_kill_server(self):
        self.assert_right(self.check_kill(f"{PROGRAM} serve"))

    def test_kill_worker_shell(self):
        self.assert_right(self.check_kill("ray::worker"))

    def test_kill_server_shell(self):
        self.assert_right(self.check_kill("ray::server"))

    def test_kill_bridge(self):
        status, _, errors = self.check_kill("ariadne_ray.bridge")
        self.assertEqual(status, 1)
        self.assertIn("the bridge to Ray was killed by signal 9", errors)

    def test_kill_driver(self):
        status, _, _ = self.check_kill(None)
        self.assertEqual(status, -signal.SIGKILL)

    def check_kill_local(self, pattern):
        """The same in a cluster that the run has started: nothing is left of it."""
        run = Run("--engine=ray", "--skip-sync", *SLOW)
        run.await_batch()
        ours = find_descendants(run.process.pid, read_processes())
        watched = {os.pidfd_open(number): command for number, command in ours.items()}
        victim = run.process.pid
        if pattern is not None:
            victim = min(n for n, command in ours.items() if pattern in command)
        os.kill(victim, signal.SIGKILL)

        finished = run.finish()
        left = await_death(watched)
        for descriptor in watched:
            os.close(descriptor)
        self.assertEqual([watched[descriptor] for descriptor in left], [])
        return finished

    def test_kill_local_bridge(self):
        status, _, errors = self.check_kill_local("ariadne_ray.bridge")
        self.assertEqual(status, 1)
        self.assertIn("the bridge to Ray was killed by signal 9", errors)

    def test_kill_local_driver(self):
        self.check_kill_local(None)

    def test_nobody_there(self):
        status, _, errors = run("--engine=ray", "--skip-sync", "--ray-python=/bin/false", *FAST)
        self.assertEqual(status, 2)
        self.assertIn("“/bin/false” has no Ray", errors)


if __name__ == "__main__":
    if not PYTHON:
        print("skipped: $ARIADNE_RAY_PYTHON does not name a Python that has Ray")
        sys.exit(77)
    unittest.main()
