# SPDX-License-Identifier: LGPL-2.1-or-later
"""Channels through queues that are none of Ray's, but behave as those do."""

import asyncio
import contextlib
import random
import struct
import sys
import unittest
import uuid

from ariadne_ray import tunnel

# How long anything may take, in seconds; never reached when all is well.
PATIENCE = 60

HEADER = struct.Struct("<IBBHQII")
MARK = 0x656E6441


class Queue:
    """A bounded queue, which is lost when its owner dies."""

    def __init__(self, owner):
        self._owner = owner
        self._items = asyncio.Queue(4)
        self.n_items = 0
        self.longest = 0

    async def put(self, item):
        self.n_items += 1
        if isinstance(item[1], bytes):
            self.longest = max(self.longest, len(item[1]))
        await tunnel.first(self._items.put(item), self._owner.lost())

    async def take(self):
        items = []

        async def take():
            items.append(await self._items.get())

        await tunnel.first(take(), self._owner.lost())
        return items

    async def close(self):
        pass


class Office:
    def __init__(self, directory):
        self._directory = directory
        self._death = asyncio.Event()
        self.queues = []
        self.life = [self]

    def __await__(self):
        return self.lost().__await__()

    async def lost(self):
        await self._death.wait()
        raise RuntimeError("the owner has died")

    def die(self):
        self._death.set()

    async def open_queue(self):
        queue = Queue(self)
        self.queues.append(queue)
        return queue

    async def publish(self, name, value):
        self._directory[name] = value

    async def find(self, name):
        return self._directory[name]


class Server:
    """Collects the ends of all channels that come; answers whole frames."""

    def __init__(self):
        self.address = f"unix-abstract:test-{uuid.uuid4()}"
        self.ends = asyncio.Queue()

    async def __aenter__(self):
        async def came(*ends):
            await self.ends.put(ends)

        self._server = await asyncio.start_unix_server(came, tunnel.get_path(self.address))
        return self

    async def __aexit__(self, *why):
        self._server.close()


@contextlib.asynccontextmanager
async def make_tunnel():
    directory = {}
    here, there = Office(directory), Office(directory)
    async with Server() as server:
        entrance, exit = tunnel.Entrance(here), tunnel.Exit(there, server.address)
        await entrance.open()
        await exit.open()
        entering = asyncio.create_task(entrance.run())
        leaving = asyncio.create_task(exit.run())
        try:
            yield here, there, server, entrance.address, leaving
        finally:
            await asyncio.wait_for(entrance.close(), PATIENCE)
            for task in entering, leaving:
                task.cancel()
            await asyncio.wait([entering, leaving])


async def connect(entrance, address):
    reader, writer = await asyncio.open_unix_connection(tunnel.get_path(entrance))
    writer.write(address.encode() + b"\n")
    return reader, writer


def make_frame(number, length):
    return HEADER.pack(length, 1, 0, 1, number, 1, MARK) + random.Random(number).randbytes(length)


async def read_frame(reader):
    header = await reader.readexactly(HEADER.size)
    length = HEADER.unpack(header)[0]
    return header + await reader.readexactly(length)


async def echo(ends):
    reader, writer = ends
    with contextlib.suppress(asyncio.IncompleteReadError), contextlib.closing(writer):
        while True:
            writer.write(await read_frame(reader))
            await writer.drain()


class TunnelTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.enterContext(contextlib.redirect_stderr(sys.stdout))

    async def within(self, awaitable):
        return await asyncio.wait_for(awaitable, PATIENCE)

    async def test_every_cut(self):
        """A frame and its answer are the same, wherever it was cut in two."""
        frame = make_frame(7, 40)
        async with make_tunnel() as (_, _, server, address, _):
            reader, writer = await connect(address, server.address)
            answering = asyncio.create_task(echo(await self.within(server.ends.get())))
            for cut in range(len(frame) + 1):
                writer.write(frame[:cut])
                await writer.drain()
                await asyncio.sleep(0)
                writer.write(frame[cut:])
                self.assertEqual(await self.within(read_frame(reader)), frame)
            writer.close()
            await self.within(answering)

    async def test_big_frames(self):
        """Long frames arrive whole, in items of bounded length."""
        lengths = [0, 1, tunnel.CHUNK, 5 << 20, 3, (1 << 20) + 1]
        async with make_tunnel() as (_, there, server, address, _):
            reader, writer = await connect(address, server.address)
            answering = asyncio.create_task(echo(await self.within(server.ends.get())))
            for number, length in enumerate(lengths):
                frame = make_frame(number, length)
                writer.write(frame)
                self.assertEqual(await self.within(read_frame(reader)), frame)
            self.assertLessEqual(there.queues[0].longest, tunnel.CHUNK)
            self.assertGreater(there.queues[0].n_items, 6 * (1 << 20) // tunnel.CHUNK)
            writer.close()
            await self.within(answering)

    async def test_many(self):
        """Channels do not mix, though their requests share a queue."""
        async def ask(address, server, first_number):
            reader, writer = await connect(address, server.address)
            for number in range(first_number, first_number + 50):
                frame = make_frame(number, number % 97)
                writer.write(frame)
                self.assertEqual(await read_frame(reader), frame)
            writer.close()

        async with make_tunnel() as (here, there, server, address, _):
            asking = [asyncio.create_task(ask(address, server, 1000 * i)) for i in range(5)]
            answering = [asyncio.create_task(echo(await self.within(server.ends.get())))
                         for _ in asking]
            await self.within(asyncio.gather(*asking, *answering))
            self.assertEqual(len(there.queues), 1)
            self.assertEqual(len(here.queues), 1)

    async def test_client_closes(self):
        """What it has said arrives before its end."""
        async with make_tunnel() as (here, _, server, address, _):
            _, writer = await connect(address, server.address)
            writer.write(b"x" * 300000)
            writer.close()
            reader, _ = await self.within(server.ends.get())
            self.assertEqual(len(await self.within(reader.read())), 300000)

    async def test_server_closes(self):
        async with make_tunnel() as (_, _, server, address, _):
            reader, _ = await connect(address, server.address)
            _, writer = await self.within(server.ends.get())
            writer.write(b"y" * 300000)
            writer.close()
            self.assertEqual(len(await self.within(reader.read())), 300000)

    async def test_client_dies(self):
        """The server sees it, and the others do not."""
        async with make_tunnel() as (here, there, server, address, leaving):
            await connect(address, server.address)
            reader, _ = await self.within(server.ends.get())
            here.die()
            self.assertEqual(await self.within(reader.read()), b"")
            self.assertFalse(leaving.done())

    async def test_exit_dies(self):
        """It fails, and the clients see that the server is gone."""
        async with make_tunnel() as (_, there, server, address, leaving):
            reader, _ = await connect(address, server.address)
            await self.within(server.ends.get())
            there.die()
            self.assertEqual(await self.within(reader.read()), b"")
            with self.assertRaisesRegex(RuntimeError, "died"):
                await self.within(leaving)

    async def test_server_is_gone(self):
        async with make_tunnel() as (_, _, server, address, leaving):
            await server.__aexit__()
            reader, _ = await connect(address, server.address)
            self.assertEqual(await self.within(reader.read()), b"")
            self.assertFalse(leaving.done())

    async def test_strange_names(self):
        async with make_tunnel() as (_, _, _, address, leaving):
            for name in ("", "unix:/nowhere", "\N{SNOWMAN}", "x" * (1 << 17)):
                reader, _ = await connect(address, name)
                with contextlib.suppress(ConnectionError):
                    self.assertEqual(await self.within(reader.read()), b"")
            self.assertFalse(leaving.done())

    async def test_back_pressure(self):
        """A client that is not read has to wait, and hinders nobody for ever."""
        async with make_tunnel() as (_, there, server, address, _):
            _, writer = await connect(address, server.address)
            reader, _ = await self.within(server.ends.get())
            total = 64 << 20
            writer.write(b"z" * total)
            drained = asyncio.create_task(writer.drain())
            while there.queues[0].n_items < 2:
                await asyncio.sleep(0)
            self.assertFalse(drained.done())
            n = 0
            while n < total:
                n += len(await self.within(reader.read(1 << 20)))
            await self.within(drained)
            writer.close()

    def test_addresses(self):
        self.assertEqual(tunnel.get_path("unix-abstract:name"), "\0name")
        self.assertEqual(tunnel.get_path("unix:/a/b"), "/a/b")
        for address in ("tcp:host:1", "unix:", "", "host:1"):
            with self.assertRaises(ValueError):
                tunnel.get_path(address)


if __name__ == "__main__":
    unittest.main()
