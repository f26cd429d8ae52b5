# SPDX-License-Identifier: LGPL-2.1-or-later
"""The engine for Ray on several nodes: where processes are, and what becomes of a run
when a node is lost.

Needs a Python that has Ray, named by $ARIADNE_RAY_PYTHON; skipped without.
"""

import os
import secrets
import unittest.mock

import ray_fixture
from ray_fixture import FAST, PROGRAM, SLOW, await_death, find_descendants, read_processes


class NodesTest(ray_fixture.ClusterTest):
    """Nodes “one” and “two” have a GPU, “three” has processors."""

    script = "nodes.py"

    @classmethod
    def setUpClass(cls):
        # As `ray start` would have them, but not of this user.
        token = unittest.mock.patch.dict(os.environ, RAY_AUTH_MODE="token",
                                         RAY_AUTH_TOKEN=secrets.token_hex(32))
        cls.enterClassContext(token)
        super().setUpClass()
        cls.nodes = {}
        for name, cpus, gpus in ("one", 0, 1), ("two", 0, 1), ("three", 2, 0):
            cls.add(name, cpus, gpus)

    @classmethod
    def say(cls, *words):
        cls.cluster.stdin.write(" ".join(map(str, words)) + "\n")
        cls.cluster.stdin.flush()
        return int(cls.cluster.stdout.readline())

    @classmethod
    def add(cls, name, cpus, gpus):
        cls.nodes[name] = cls.say("add", name, cpus, gpus)

    @classmethod
    def remove(cls, name):
        del cls.nodes[name]
        cls.say("remove", name)

    def start_two(self, *arguments):
        """A run with a server on each node that has a GPU, and both workers on the third."""
        run = self.start("--multi-server", "--num-servers=2", "--num-procs=2", "--num-gpus=2",
                         "--total-gpu-frac=1", *SLOW, *arguments)
        run.await_batch()
        return run

    def find(self, name, command):
        """The processes of the program on a node."""
        processes = find_descendants(self.nodes[name], read_processes())
        return [number for number, line in processes.items()
                if line.startswith(f"{PROGRAM} {command}")]

    def count(self, command):
        return {name: len(self.find(name, command)) for name in self.nodes}

    def lose(self, run, name, command):
        """Takes a node away from under these processes, while the run goes on."""
        lost = [os.pidfd_open(number) for number in self.find(name, command)]
        self.assertTrue(lost)
        self.remove(name)
        self.assertEqual(await_death(lost), set())
        self.assertIsNone(run.process.poll())
        for descriptor in lost:
            os.close(descriptor)

    def test_server_lost(self):
        """The other server does what it had to do."""
        for queue in "direct", "actor":
            with self.subTest(queue=queue):
                run = self.start_two(f"--ray-queue={queue}")
                self.assertEqual(self.count("serve"), {"one": 1, "two": 1, "three": 0})
                self.assertEqual(self.count("worker"), {"one": 0, "two": 0, "three": 2})
                self.lose(run, "one", "serve")
                self.assert_right(run.finish())
                self.add("one", 0, 1)

    def test_workers_lost(self):
        """There is nobody to search until there is another node."""
        for queue in "direct", "managed":
            with self.subTest(queue=queue):
                run = self.start_two(f"--ray-queue={queue}")
                self.lose(run, "three", "worker")
                self.add("three", 2, 0)
                self.assert_right(run.finish())

    def test_wrong_token(self):
        status, _, errors = ray_fixture.run(
            "--engine=ray", f"--ray-address={self.address}", "--skip-sync", *FAST,
            RAY_AUTH_TOKEN=secrets.token_hex(32))
        self.assertEqual(status, 1)
        self.assertIn(f"{self.address}: it is not there, or expects another token than that in"
                      " $RAY_AUTH_TOKEN", errors)


if __name__ == "__main__":
    ray_fixture.main()
