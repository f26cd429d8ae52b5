# SPDX-License-Identifier: LGPL-2.1-or-later
"""Queues of Ray, and what else the processes of a run share through Ray.

There are two flavours of queues. Those of the flavour "actor" are queues as Ray has
them, each an actor of its own, which ends with the process that has made it. Those
of the flavour "managed" are all in one actor, the manager.
"""

import asyncio
import uuid

import ray
import ray.util.queue
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

# Who wants to put more items into a queue than this has to wait.
LIMIT = 64

# Those that wait in the manager: a few for each process.
MAX_CALLS = 1 << 16


def get_options():
    """Of an actor that is to be on this node, and so is lost only with it."""
    node = ray.get_runtime_context().get_node_id()
    strategy = NodeAffinitySchedulingStrategy(node, soft=False)
    return {"num_cpus": 0, "scheduling_strategy": strategy}


class Manager:
    """The actor that all processes of a run know: values, and managed queues."""

    def __init__(self):
        self._queues = {}
        self._values = {}

    async def set_value(self, name, value):
        self._values[name] = value

    async def get_value(self, name):
        return self._values[name]

    async def add_queue(self, name):
        self._queues[name] = asyncio.Queue(LIMIT)

    async def remove_queue(self, name):
        self._queues.pop(name, None)

    async def put(self, name, item):
        await self._queues[name].put(item)

    async def take(self, name):
        queue = self._queues[name]
        items = [await queue.get()]
        while not queue.empty():
            items.append(queue.get_nowait())
        return items

    async def hold(self):
        """Never returns. Who waits for it learns that its caller has died."""
        await asyncio.Event().wait()


class ActorQueue:
    async def open(self):
        self._queue = ray.util.queue.Queue(LIMIT, actor_options=get_options())
        await self.put(None)  # it has started when this is back
        await self.take()

    async def put(self, item):
        await self._queue.put_async(item)

    async def take(self):
        """Waits for items, and takes those that can be had at once."""
        return [await self._queue.get_async()]

    async def close(self):
        self._queue.shutdown(force=True)


class ManagedQueue:
    def __init__(self, manager):
        self._manager = manager
        self._name = uuid.uuid4().hex

    async def open(self):
        await self._manager.add_queue.remote(self._name)

    async def put(self, item):
        await self._manager.put.remote(self._name, item)

    async def take(self):
        return await self._manager.take.remote(self._name)

    async def close(self):
        await self._manager.remove_queue.remote(self._name)


def start_manager(failed):
    """Starts the manager; should it die, calls back with the reason on a thread."""
    actor = ray.remote(Manager).options(max_concurrency=MAX_CALLS, **get_options())
    manager = actor.remote()
    manager.hold.remote().future().add_done_callback(lambda future: failed(future.exception()))
    return manager


class Office:
    """Where a process gets queues, and finds those of others by a name."""

    def __init__(self, manager, managed):
        self._manager = manager
        self._managed = managed
        self.life = [manager.hold.remote()]  # fails elsewhere when this process dies

    async def open_queue(self):
        queue = ManagedQueue(self._manager) if self._managed else ActorQueue()
        await queue.open()
        return queue

    async def publish(self, name, value):
        await self._manager.set_value.remote(name, value)

    async def find(self, name):
        return await self._manager.get_value.remote(name)
