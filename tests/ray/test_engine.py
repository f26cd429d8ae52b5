# SPDX-License-Identifier: LGPL-2.1-or-later
"""The engine for Ray with Ray, on one node: answers, and what is left of processes
that are killed.

Needs a Python that has Ray, named by $ARIADNE_RAY_PYTHON; skipped without.
"""

import signal

import ray_fixture
from ray_fixture import FAST, PROGRAM, SLOW, Run, find_descendants, read_processes, run


class EngineTest(ray_fixture.ClusterTest):
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
        queues = "direct", "actor", "managed"
        self.assertEqual([(run["searchers"], run["queue"]) for run in runs],
                         [(n, queue) for n in (1, 2, 4) for queue in queues])
        self.assertEqual({run["matches_expected"] for run in runs}, {True})

    def test_kill_worker(self):
        self.assert_right(self.check_kill([f"{PROGRAM} worker"]))

    def test_kill_server(self):
        self.assert_right(self.check_kill([f"{PROGRAM} serve"]))

    def test_kill_worker_shell(self):
        self.assert_right(self.check_kill(["ray::worker"]))

    def test_kill_server_shell(self):
        self.assert_right(self.check_kill(["ray::server"]))

    def test_kill_bridge(self):
        status, _, errors = self.check_kill(["ariadne_ray.bridge"])
        self.assertEqual(status, 1)
        self.assertIn("the bridge to Ray was killed by signal 9", errors)

    def test_kill_driver(self):
        status, _, _ = self.check_kill([None])
        self.assertEqual(status, -signal.SIGKILL)

    def test_kill_driver_and_bridge(self):
        self.check_kill([None, "ariadne_ray.bridge"])

    def check_kill_local(self, *victims):
        """The same in a cluster that the run has started: nothing is left of it."""
        run = Run("--engine=ray", "--skip-sync", *SLOW)
        run.await_batch()
        ours = find_descendants(run.process.pid, read_processes())
        return ray_fixture.kill(self, run, victims, ours)

    def test_kill_local_bridge(self):
        status, _, errors = self.check_kill_local("ariadne_ray.bridge")
        self.assertEqual(status, 1)
        self.assertIn("the bridge to Ray was killed by signal 9", errors)

    def test_kill_local_driver(self):
        self.check_kill_local(None)

    def test_kill_local_driver_and_bridge(self):
        """Neither is there to end what the other has left."""
        self.check_kill_local("ariadne_ray.bridge", None)

    def test_nobody_there(self):
        status, _, errors = run("--engine=ray", "--skip-sync", "--ray-python=/bin/false", *FAST)
        self.assertEqual(status, 2)
        self.assertIn("“/bin/false” has no Ray", errors)


if __name__ == "__main__":
    ray_fixture.main()
