# SPDX-License-Identifier: LGPL-2.1-or-later
"""Channels that go through queues instead of from socket to socket.

A process at the entrance connects to a socket, names the address of a server in a
line, and then is at that server as far as it can tell. What it writes goes, with what
all others write, into the queue of the exit, which is on the server's machine; there it
is written to the server, through a socket for each channel. What the server says goes
into the queue of the entrance in the same way.

Nothing here understands what is said. Items and queues are of bounded length, so who
says more than the other side reads has to wait. An item is the key of a channel and
what has happened to it: it was opened (a queue and a life, see Office), some bytes, or
None for its end.
"""

import asyncio
import contextlib
import sys
import threading
import uuid

CHUNK = 1 << 16


def get_path(address):
    """The path of a Unix socket, as Python wants it."""
    kind, _, name = address.partition(":")
    if kind not in ("unix", "unix-abstract") or not name:
        raise ValueError(f"address “{address}”: expected a Unix socket")
    return "\0" + name if kind == "unix-abstract" else name


async def first(*awaitables):
    """Waits until one of them has ended or failed, and stops the others."""
    tasks = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def forward(key, reader, queue):
    while chunk := await reader.read(CHUNK):
        await queue.put((key, chunk))


async def deliver(inbox, writer):
    while (chunk := await inbox.get()) is not None:
        writer.write(chunk)
        await writer.drain()


@contextlib.contextmanager
def reporting():
    try:
        yield
    except Exception as error:
        why = str(error).split("\n")[0]
        print(f"a channel through Ray has ended: {type(error).__name__}: {why}", file=sys.stderr)


class End:
    """One end of a tunnel: a queue, and the channels whose bytes come out of it."""

    def __init__(self, office, address):
        self.office = office
        self.address = address
        self.tasks = set()
        self._inboxes = {}  # by the key of the channel

    async def open(self):
        self.queue = await self.office.open_queue()

    def keep(self, task):
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def run(self):
        """Never returns, but fails if the queue is lost."""
        try:
            while True:
                for key, what in await self.queue.take():
                    if isinstance(what, tuple):
                        self.welcome(key, *what)
                    elif key in self._inboxes:
                        await self._inboxes[key].put(what)
        finally:
            for task in self.tasks:
                task.cancel()
            await self.queue.close()

    def carry(self, key, connecting, there, life):
        """Carries bytes both ways until either side has ended, or has lost its life."""
        inbox = self._inboxes[key] = asyncio.Queue(1)
        return self._carry(key, inbox, connecting, there, life)

    async def _carry(self, key, inbox, connecting, there, life):
        try:
            with reporting():
                reader, writer = await connecting
                with contextlib.closing(writer), contextlib.suppress(ConnectionError):
                    await first(forward(key, reader, there), deliver(inbox, writer), life)
        finally:
            del self._inboxes[key]
            while not inbox.empty():  # so that nobody waits for room
                inbox.get_nowait()
            with contextlib.suppress(Exception):
                await first(there.put((key, None)), life)


class Entrance(End):
    """Where processes of this machine connect to."""

    def __init__(self, office):
        super().__init__(office, f"unix-abstract:ariadne-{uuid.uuid4()}")

    async def open(self):
        await super().open()
        self._server = await asyncio.start_unix_server(self._come, get_path(self.address))

    async def _come(self, reader, writer):
        self.keep(asyncio.current_task())
        with contextlib.closing(writer), reporting():
            address = (await reader.readline()).decode().rstrip("\n")
            queue, [life] = await self.office.find(address)
            key = uuid.uuid4().bytes

            async def announce():
                await queue.put((key, (self.queue, self.office.life)))
                return reader, writer

            await self.carry(key, announce(), queue, life)

    async def close(self):
        """Waits until all have left."""
        self._server.close()
        await asyncio.gather(*self.tasks, return_exceptions=True)


class Exit(End):
    """Where channels come to a server, at an address."""

    async def open(self):
        await super().open()
        await self.office.publish(self.address, (self.queue, self.office.life))

    def welcome(self, key, there, life):
        connecting = asyncio.open_unix_connection(get_path(self.address))
        self.keep(asyncio.create_task(self.carry(key, connecting, there, *life)))

    async def close(self):
        pass


@contextlib.contextmanager
def running(end, failed):
    """Runs an end on a thread, in the block. If it fails, calls back with the reason."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)

    def start(coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop)

    async def cancel():
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:  # some tell others, and do not wait for ever until these listen
            await asyncio.wait(tasks, timeout=1)

    thread.start()
    start(end.open()).result()
    future = start(end.run())
    future.add_done_callback(lambda _: future.cancelled() or failed(future.exception()))
    try:
        yield end.address
    finally:
        start(end.close()).result()
        start(cancel()).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
