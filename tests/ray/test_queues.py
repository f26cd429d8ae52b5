# SPDX-License-Identifier: LGPL-2.1-or-later
"""Queues of Ray between searches and servers: answers, and what becomes of a run when
a part of the way is lost.

Needs a Python that has Ray, named by $ARIADNE_RAY_PYTHON; skipped without.
"""

import ray_fixture

QUEUES = "actor", "managed"

# Long enough for the rest of a run to take longer than to kill a part of it.
MODEL = ["--model=fake:a=60ms,c=0us", "--gnn-budget=800"]


class QueuesTest(ray_fixture.ClusterTest):
    def test_servers(self):
        for queue in QUEUES:
            with self.subTest(queue=queue):
                finished = self.start("--multi-server", f"--ray-queue={queue}", *MODEL).finish()
                self.assert_right(finished)
                self.assertEqual(finished[1]["runs"][0]["queue"], queue)
        self.assert_all_free()

    def test_kill_worker_shell(self):
        """Ray begins it anew, and the server forgets the one that was there."""
        self.assert_right(self.check_kill(["ray::worker"], "--ray-queue=actor", *MODEL))

    def test_kill_server(self):
        self.assert_right(self.check_kill([f"{ray_fixture.PROGRAM} serve"], "--managed-queues",
                                          *MODEL))

    def test_kill_server_shell(self):
        """Its queue is lost with it, which those who have asked are told."""
        self.assert_right(self.check_kill(["ray::server"], "--managed-queues", *MODEL))

    def test_kill_queue(self):
        """Whoever's it is begins anew, and so does its process."""
        self.assert_right(self.check_kill(["ray::_QueueActor"], "--ray-queue=actor", *MODEL))

    def test_kill_manager(self):
        """All queues are lost, and it is said."""
        status, _, errors = self.check_kill(["ray::Manager"], "--managed-queues", *MODEL)
        self.assertEqual(status, 1)
        self.assertIn("the queues of Ray are lost", errors)


if __name__ == "__main__":
    ray_fixture.main()
