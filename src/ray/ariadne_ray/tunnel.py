# SPDX-License-Identifier: LGPL-2.1-or-later
"""Channels that go through queues instead of from socket to socket.

A process at the entrance connects to a socket, names the address of a server in a
line, and then is at that server as far as it can tell. What it writes goes, with what
all others write, into the queue of that server; the exit, which is on the server's
machine, takes it out and writes it to the server, to which it has a socket for each
channel. What the server says goes into a queue that the channel has for itself.

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


async def deliver(queue, writer):
    while True:
        for _, chunk in await queue.take():
            if chunk is None:
                return
            writer.write(chunk)
            await writer.drain()


@contextlib.contextmanager
def reporting():
    try:
        yield
    except Exception as error:
        why = str(error).split("\n")[0]
        print(f"a channel through Ray has ended: {type(error).__name__}: {why}", file=sys.stderr)


@contextlib.asynccontextmanager
async def telling_end(key, queue, life):
    """Tells the other side at last, if that lives, that the channel has ended."""
    try:
        yield
    finally:
        with contextlib.suppress(Exception):
            await first(queue.put((key, None)), life)


async def carry(key, ends, there, here, life):
    """Carries bytes both ways until either side has ended, or has lost its life."""
    reader, writer = ends
    with contextlib.closing(writer), contextlib.suppress(ConnectionError):
        await first(forward(key, reader, there), deliver(here, writer), life)


async def enter(office, reader, writer):
    """One channel at the entrance."""
    with contextlib.closing(writer), reporting():
        key = uuid.uuid4().bytes
        address = (await reader.readline()).decode().rstrip("\n")
        queue, [life] = await office.find(address)
        replies = await office.open_queue()
        try:
            async with telling_end(key, queue, life):
                await queue.put((key, (replies, office.life)))
                await carry(key, (reader, writer), queue, replies, life)
        finally:
            await replies.close()


class Entrance:
    """Where processes of this machine connect to."""

    def __init__(self, office):
        self.address = f"unix-abstract:ariadne-{uuid.uuid4()}"
        self._office = office
        self._channels = set()

    async def open(self):
        self._server = await asyncio.start_unix_server(self._come, get_path(self.address))

    async def _come(self, reader, writer):
        self._channels.add(asyncio.current_task())
        asyncio.current_task().add_done_callback(self._channels.discard)
        await enter(self._office, reader, writer)

    async def close(self):
        """Waits until all have left."""
        self._server.close()
        await asyncio.gather(*self._channels)


class Inbox:
    """What has come for a channel, and is not written yet."""

    def __init__(self):
        self._queue = asyncio.Queue(1)
        self._is_open = True

    async def put(self, item):
        if self._is_open:
            await self._queue.put(item)

    async def take(self):
        return [await self._queue.get()]

    def close(self):
        self._is_open = False
        while not self._queue.empty():
            self._queue.get_nowait()


async def leave(key, address, inbox, replies, life):
    """One channel at the exit."""
    with contextlib.closing(inbox), reporting():
        async with telling_end(key, replies, life):
            ends = await asyncio.open_unix_connection(get_path(address))
            await carry(key, ends, replies, inbox, life)


async def open_exit(office, address):
    """Opens the exit to an address; gives what never ends, but may fail."""
    queue = await office.open_queue()
    await office.publish(address, (queue, office.life))
    return run_exit(queue, address)


async def run_exit(queue, address):
    channels = {}
    try:
        while True:
            for key, what in await queue.take():
                if isinstance(what, tuple):
                    inbox, (replies, [life]) = Inbox(), what
                    task = asyncio.create_task(leave(key, address, inbox, replies, life))
                    task.add_done_callback(lambda _, key=key: channels.pop(key))
                    channels[key] = (inbox, task)
                elif key in channels:
                    await channels[key][0].put((key, what))
    finally:
        for _, task in channels.values():
            task.cancel()
        await queue.close()


class Background:
    """A thread on which coroutines run, for as long as one is in its block."""

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def start(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def run(self, coroutine):
        return self.start(coroutine).result()

    async def _cancel(self):
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:  # those who tell others wait for these a second, but no longer
            await asyncio.wait(tasks, timeout=1)

    def __exit__(self, *why):
        self.run(self._cancel())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextlib.contextmanager
def entrance(office):
    """An entrance for processes that are started in the block; gives its address."""
    with Background() as background:
        opened = Entrance(office)
        background.run(opened.open())
        try:
            yield opened.address
        finally:
            background.run(opened.close())


@contextlib.contextmanager
def exit(office, address, failed):
    """The exit to an address. If it fails, calls back with the reason on a thread."""
    with Background() as background:
        coroutine = background.run(open_exit(office, address))
        future = background.start(coroutine)
        future.add_done_callback(lambda _: future.cancelled() or failed(future.exception()))
        yield
