# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs of the program whose channels go through queues, though none of Ray's."""

import asyncio
import json
import os
import signal
import subprocess
import tempfile
import unittest
import uuid

from ariadne_ray import tunnel
from test_tunnel import Office, PATIENCE

PROGRAM = os.environ["ARIADNE_PROGRAM"]


class LazyOffice(Office):
    """Has an exit to whatever address is asked for."""

    def __init__(self):
        super().__init__({})
        self.exits = {}

    async def find(self, name):
        if name not in self.exits:
            exit = tunnel.Exit(self, name)
            await exit.open()
            self.exits[name] = asyncio.create_task(exit.run())
        return await super().find(name)


def can_serve():
    """Whether this build of the program runs in more than one process."""
    return subprocess.run([PROGRAM, "serve", "--help"], capture_output=True).returncode == 0


@unittest.skipUnless(can_serve(), "this build of the program runs in one process only")
class TunnelRunTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.address = f"unix-abstract:test-{uuid.uuid4()}"
        self.token = os.path.join(self.folder, "token")
        self.office = LazyOffice()
        self.entrance = tunnel.Entrance(self.office)
        await self.entrance.open()
        self.entering = asyncio.create_task(self.entrance.run())

    async def start(self, *arguments, **options):
        return await asyncio.create_subprocess_exec(PROGRAM, *arguments, **options)

    async def serve(self, n_workers, *arguments):
        """Starts the server, and waits until it can be joined."""
        server = await self.start(
            "serve", f"--listen={self.address}", f"--token-file={self.token}", "--json",
            "--save-path=", "--model=fake:a=0us,c=0us", "--num-searches=4",
            f"--num-procs={n_workers}", *arguments,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        while b"--join=" not in (line := await server.stderr.readline()):
            self.assertTrue(line, "the server has ended")
        return server

    async def join(self):
        return await self.start(
            "worker", f"--join={self.address}", f"--token-file={self.token}",
            env={**os.environ, "ARIADNE_TUNNEL": self.entrance.address})

    async def assert_right(self, server):
        output, errors = await asyncio.wait_for(server.communicate(), PATIENCE)
        self.assertEqual(server.returncode, 0, errors)
        digests = [run["digest"] for run in json.loads(output)["runs"]]
        self.assertEqual(len(digests), 2)
        self.assertEqual(digests[0], digests[1])

    def count_items(self):
        return sum(queue.n_items for queue in self.office.queues)

    async def finish(self, *workers):
        for worker in workers:
            await asyncio.wait_for(worker.wait(), PATIENCE)
        await asyncio.wait_for(self.entrance.close(), PATIENCE)
        for task in self.entering, *self.office.exits.values():
            self.assertFalse(task.done())
            task.cancel()

    async def test_workers(self):
        """What they find is what the search without any processes finds."""
        for n_workers in (1, 3):
            server = await self.serve(n_workers, "--gnn-budget=400")
            workers = [await self.join() for _ in range(n_workers)]
            await self.assert_right(server)
            for worker in workers:
                self.assertEqual(await asyncio.wait_for(worker.wait(), PATIENCE), 0)
        await self.finish()
        self.assertGreater(self.count_items(), 8)

    async def test_worker_dies(self):
        """The other one does what it had to do."""
        server = await self.serve(2, "--gnn-budget=4000")
        workers = [await self.join(), await self.join()]
        while not self.office.exits or self.count_items() < 10:
            self.assertIsNone(server.returncode)
            await asyncio.sleep(0)
        workers[0].send_signal(signal.SIGKILL)
        await self.assert_right(server)
        await self.finish(*workers)


if __name__ == "__main__":
    unittest.main()
