# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the library adds for Python: await, with, views of memory, and lists of states."""

import asyncio
import gc
import os
import signal
import struct
import subprocess
import sys
import threading
import unittest

import gi

try:
    import numpy
except ImportError:
    numpy = None

gi.require_version("Ariadne", "1")
from gi.repository import Ariadne, Gio, GLib

N_HEADS = 8


class Tree(Ariadne.BytesDomain):
    """Words over two letters, next to those with one letter more. Words of six have
    nothing next to them, and what is forbidden fails."""

    forbidden = b"never"

    def __init__(self, **properties):
        super().__init__(**properties)
        self.lists = []

    def expand_list(self, states):
        self.lists.append(list(states))
        if self.forbidden in states:
            raise ValueError(f"{self.forbidden} is forbidden")
        return [[state + b"a", state + b"b"] if len(state) < 6 else [] for state in states]

    def measure_list(self, states):
        return [state.count(b"b") - state.count(b"a") for state in states]


class Uneven(Tree):
    """Words that end with an a have more next to them."""

    def expand_list(self, states):
        super().expand_list(states)
        return [[state + bytes([letter]) for letter in (b"ab", b"abcdef")[state[-1:] == b"a"]]
                for state in states]


class Alone(Ariadne.BytesDomain):
    """The same words, one by one."""

    def do_expand_bytes(self, state):
        word = state.get_data()
        return [word + bytes([letter]) for letter in (b"ab", b"abcdef")[word[-1:] == b"a"]]

    def do_measure_bytes(self, states):
        return [state.get_data().count(b"b") - state.get_data().count(b"a") for state in states]


class OneByOne(Ariadne.BytesDomain):
    """The same words, by the functions that every language has."""

    def do_expand_bytes(self, state):
        word = state.get_data()
        return [GLib.Bytes.new(word + letter) for letter in (b"a", b"b") if len(word) < 6]

    def do_measure_bytes(self, states):
        return [float(state.get_data().count(b"b") - state.get_data().count(b"a"))
                for state in states]


class Zero(Ariadne.BytesModel):
    """Expects nothing. What `meet` is set to is called before it answers."""

    meet = staticmethod(lambda: None)

    def __init__(self):
        super().__init__(n_heads=N_HEADS)
        self.batches = []

    def do_evaluate_bytes(self, n_states, forms, offsets):
        self.meet()
        self.batches.append(Ariadne.unpack(forms, offsets))
        return GLib.Bytes.new(bytes(4 * N_HEADS * n_states))


def make_search(domain=None, budget=200, buffer_size=8):
    domain = domain or Tree()
    return Ariadne.BatchedAStar.new(domain, domain.make_state(GLib.Bytes.new(b"")), N_HEADS - 1,
                                    budget, buffer_size)


def words(search):
    domain = search.get_domain()
    return [domain.dup_bytes(state).get_data() for state in search.visited()]


def make_engine(model=None, n_searches=2, domain=None):
    domain = domain or Tree()
    engine = Ariadne.ThreadEngine.new(2)
    engine.add_server(model or Zero(), Ariadne.BatchSizeBatcher.new(64),
                      Ariadne.BatchPolicy.ADAPTIVE)
    for _ in range(n_searches):
        engine.add_search(make_search(domain))
    return engine


class Await(unittest.TestCase):
    def test_everything_asynchronous(self):
        """Nothing of the library that ends in _async is left out."""
        found = set()
        for info in gi.Repository.get_default().get_infos("Ariadne"):
            methods = getattr(info, "get_methods", tuple)()
            found |= {(info.get_name(), method.get_name()) for method in methods
                      if method.get_name().endswith("_async")}
        self.assertGreaterEqual(len(found), 4)
        for cls, name in found:
            function = getattr(getattr(Ariadne, cls), name)
            self.assertTrue(callable(getattr(function, "__wrapped__", None)),
                            f"{cls}.{name} cannot be awaited")

    def test_result(self):
        engine = make_engine()

        async def main():
            ticks = 0

            async def tick():
                nonlocal ticks
                while True:
                    await asyncio.sleep(0)
                    ticks += 1

            ticking = asyncio.create_task(tick())
            result = await engine.run_async()
            ticking.cancel()
            return result, ticks

        result, ticks = Ariadne.run(main())
        self.assertTrue(result)
        self.assertGreater(ticks, 0)
        for search in engine:
            self.assertEqual(search.get_n_visited(), 127)

    def test_several_at_a_time(self):
        async def main():
            return await asyncio.gather(*(make_engine().run_async() for _ in range(3)))

        self.assertEqual(Ariadne.run(main()), [True] * 3)

    def test_search_of_ones_own(self):
        """A search and a function that are driven by the loop itself."""
        domain = Tree()
        functions, connection = Ariadne.get_connected_functions(
            1, Ariadne.AnswerOrder.FIFO, 0)
        server = Ariadne.Server.new(Zero(), domain, connection, Ariadne.BatchSizeBatcher.new(8),
                                    Ariadne.BatchPolicy.ADAPTIVE)
        search = make_search(domain)
        search.set_encoding(True)
        with server:
            self.assertTrue(Ariadne.run(search.run_async(functions[0])))
        self.assertEqual(search.get_n_visited(), 127)

    def test_error(self):
        def fail():
            raise ValueError("in my own words")

        model = Zero()
        model.meet = fail

        async def main():
            await make_engine(model).run_async()

        with self.assertRaises(GLib.Error) as caught:
            Ariadne.run(main())
        self.assertIn("ValueError: in my own words", caught.exception.message)

    def make_endless(self):
        """An engine whose model waits until `released` is set; and two events."""
        reached, released = threading.Event(), threading.Event()

        def meet():
            reached.set()
            released.wait(60)

        model = Zero()
        model.meet = meet
        return make_engine(model), reached, released

    def test_cancelled_task(self):
        """The task ends when what it waits for has, and that is once."""
        engine, reached, released = self.make_endless()

        async def main():
            task = asyncio.create_task(engine.run_async())
            await asyncio.to_thread(reached.wait, 60)
            task.cancel()
            await asyncio.sleep(0)
            self.assertFalse(task.done())
            task.cancel()
            released.set()
            with self.assertRaises(asyncio.CancelledError):
                await task

        Ariadne.run(main())
        for index, search in enumerate(engine):
            self.assertEqual(search.get_progress().status, Ariadne.SearchStatus.CANCELLED)
            self.assertIsNotNone(engine.get_search_error(index))

    def test_own_cancellable(self):
        engine, reached, released = self.make_endless()
        cancellable = Gio.Cancellable()

        async def main():
            task = asyncio.create_task(engine.run_async(cancellable))
            await asyncio.to_thread(reached.wait, 60)
            cancellable.cancel()
            released.set()
            await task

        with self.assertRaises(GLib.Error) as caught:
            Ariadne.run(main())
        self.assertTrue(caught.exception.matches(Gio.io_error_quark(),
                                                 Gio.IOErrorEnum.CANCELLED))

    def test_callback(self):
        """What is given a callback is called as ever."""
        engine = make_engine()
        results = []
        engine.run_async(None, lambda source, result, word: results.append((result, word)), "hi")
        while not results:
            GLib.MainContext.default().iteration(True)
        self.assertEqual(results[0][1], "hi")
        self.assertTrue(engine.run_finish(results[0][0]))

    def test_loop_of_another_kind(self):
        with self.assertRaises(RuntimeError) as caught:
            asyncio.run(make_engine().run_async())
        self.assertIn("Ariadne.run()", str(caught.exception))

    def test_loop_does_what_loops_do(self):
        """Sockets, threads, times and signals, beside sources of GLib."""
        async def serve(reader, writer):
            writer.write((await reader.readline()).upper())
            await writer.drain()
            writer.close()

        async def main():
            done = asyncio.get_running_loop().create_future()
            GLib.idle_add(lambda: done.set_result("idle"))
            self.assertEqual(await done, "idle")

            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            async with server:
                port = server.sockets[0].getsockname()[1]
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"word\n")
                self.assertEqual(await reader.readline(), b"WORD\n")
                writer.close()
                await writer.wait_closed()

            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), 0.001)
            self.assertEqual(await asyncio.to_thread(lambda: 7), 7)

            signalled = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, signalled.set)
            os.kill(os.getpid(), signal.SIGUSR1)
            await signalled.wait()
            return "end"

        self.assertEqual(Ariadne.run(main()), "end")

    def test_interrupt(self):
        """^C ends a wait."""
        async def main():
            GLib.idle_add(os.kill, os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()

        with self.assertRaises(KeyboardInterrupt):
            Ariadne.run(main())


class With(unittest.TestCase):
    def test_closed_at_the_end(self):
        functions, connection = Ariadne.get_connected_functions(1, Ariadne.AnswerOrder.FIFO, 0)
        with functions[0] as function, connection:
            pass
        with self.assertRaises(GLib.Error):
            async def main():
                state = Tree().make_state(GLib.Bytes.new(b""))
                await function.call_async(Ariadne.Sequence.new([state]), Ariadne.CallFlags.NONE)
            Ariadne.run(main())

    def test_closed_after_an_exception(self):
        stream = Gio.MemoryOutputStream.new_resizable()
        with self.assertRaises(KeyError):
            with Ariadne.RunLog.new(stream) as log:
                raise KeyError("out of here")
        with self.assertRaises(GLib.Error):
            log.close()

    def test_all_that_can_be_closed(self):
        for name in ("Queue", "Connection", "ConnectedFunction", "RunLog", "RayCluster",
                     "StaticEngine", "Server"):
            self.assertTrue(hasattr(getattr(Ariadne, name), "__exit__"), name)


@unittest.skipIf(numpy is None, "numpy is missing")
class Views(unittest.TestCase):
    def make_matrix(self):
        domain = OneByOne()
        states = [domain.make_state(GLib.Bytes.new(word)) for word in (b"a", b"bb", b"ab")]
        return Echo().evaluate_states(domain, states, 2)

    def test_matrix(self):
        matrix = self.make_matrix()
        values = numpy.asarray(matrix)
        self.assertEqual(values.shape, (3, 2))
        self.assertEqual(values.dtype, numpy.float32)
        self.assertEqual(values.tolist(), [[1, 97], [2, 98], [2, 97]])
        self.assertEqual(len(matrix), 3)

    def test_nothing_is_copied(self):
        matrix = self.make_matrix()
        again = numpy.asarray(matrix)
        self.assertEqual(numpy.asarray(matrix).__array_interface__["data"][0],
                         again.__array_interface__["data"][0])
        self.assertEqual(again.__array_interface__["data"][0],
                         matrix.get_bytes().get_region(1, 0, 24))
        data = GLib.Bytes.new(b"0123456789ab")
        words = Ariadne.view(data, numpy.uint32)
        self.assertEqual(words.__array_interface__["data"][0], data.get_region(1, 0, 12))
        self.assertEqual(words.tobytes(), b"0123456789ab")

    def test_read_only(self):
        for values in (numpy.asarray(self.make_matrix()), Ariadne.view(GLib.Bytes.new(b"1234"))):
            self.assertFalse(values.flags.writeable)
            with self.assertRaises(ValueError):
                values[0] = 1
            with self.assertRaises(ValueError):
                values.flags.writeable = True

    def test_array_outlives_its_owner(self):
        values = numpy.asarray(self.make_matrix())[1:]
        data = Ariadne.view(GLib.Bytes.new(b"x" * 100000))[50000:]
        gc.collect()
        others = [self.make_matrix() for _ in range(100)]
        blocks = [GLib.Bytes.new(b"y" * 100000) for _ in range(10)]
        self.assertEqual(values.tolist(), [[2, 98], [2, 97]])
        self.assertEqual(data.tobytes(), b"x" * 50000)
        del others, blocks

    def test_owner_outlives_the_array(self):
        matrix = self.make_matrix()
        numpy.asarray(matrix)
        gc.collect()
        self.assertEqual(numpy.asarray(matrix).tolist(), [[1, 97], [2, 98], [2, 97]])

    def test_request_outlives_the_call(self):
        """What a model keeps of a request stays as it was."""
        model = Keeper()
        make_search(budget=20).run(model, 8, None)
        gc.collect()
        self.assertGreater(len(model.kept), 1)
        for array, copy in model.kept:
            self.assertEqual(array.tobytes(), copy)

    def test_nothing(self):
        self.assertEqual(Ariadne.view(GLib.Bytes.new(b""), numpy.float32).shape, (0,))
        self.assertEqual(numpy.asarray(Ariadne.Matrix.new(0, 5)).shape, (0, 5))


@unittest.skipIf(numpy is None, "numpy is missing")
class Example(unittest.TestCase):
    def test_own_network(self):
        """It sorts all its stacks, and the same way each time."""
        example = os.path.join(os.environ["ARIADNE_EXAMPLES"], "own-network.py")
        said = {subprocess.run([sys.executable, example, "numpy"], check=True, text=True,
                               capture_output=True, timeout=60).stdout for _ in range(2)}
        self.assertEqual(len(said), 1)
        lines = said.pop().splitlines()
        self.assertEqual(len(lines), 4)
        for line in lines:
            start, change, best = line.split("  ")
            self.assertEqual(sorted(start.split()), sorted(best.split()))
            self.assertTrue(change.endswith("-> 0"), line)
            self.assertEqual(best, " ".join(map(str, range(9))))


class Echo(Ariadne.BytesModel):
    """The length of a word and its first letter."""

    def __init__(self):
        super().__init__(n_heads=2)

    def do_evaluate_bytes(self, n_states, forms, offsets):
        return GLib.Bytes.new(b"".join(struct.pack("=2f", len(word), word[0])
                                       for word in Ariadne.unpack(forms, offsets)))


class Keeper(Zero):
    """Keeps the requests that it has seen, and copies of them."""

    def __init__(self):
        super().__init__()
        self.kept = []

    def do_evaluate_bytes(self, n_states, forms, offsets):
        for data in (forms, offsets):
            self.kept.append((Ariadne.view(data), data.get_data()))
        return super().do_evaluate_bytes(n_states, forms, offsets)


class Lists(unittest.TestCase):
    def test_packed_and_unpacked(self):
        for parts in ([], [b""], [b"one", b"", b"three"]):
            self.assertEqual(Ariadne.unpack(*Ariadne.pack(parts)), parts)

    def test_search_asks_in_lists(self):
        domain = Tree()
        search = make_search(domain)
        self.assertTrue(search.run(Zero(), 8, None))
        asked = [state for states in domain.lists for state in states]
        self.assertEqual(len(set(asked)), len(asked))
        self.assertEqual(len(asked), 127)
        self.assertGreater(len(asked) / len(domain.lists), 3)

    def test_same_as_one_by_one(self):
        together, alone = make_search(Tree(), budget=50), make_search(OneByOne(), budget=50)
        together.run(Zero(), 8, None)
        alone.run(Zero(), 8, None)
        self.assertEqual(together.dup_digest(), alone.dup_digest())
        self.assertEqual(words(together), words(alone))

    def test_beams(self):
        digests = set()
        for domain in (Uneven(), Alone()):
            start = domain.make_state(GLib.Bytes.new(b""))
            search = Ariadne.Beam.new(domain, start, 6, 500, 10, 8)
            self.assertTrue(search.run(Zero(), 8, None))
            digests.add(search.dup_digest())
            if isinstance(domain, Tree):
                self.assertGreater(max(map(len, domain.lists)), 2)
        self.assertEqual(len(digests), 1)

    def test_failure_of_what_is_not_needed(self):
        """A state that was only asked for ahead ends nothing if it fails."""
        domain = Uneven()
        search = make_search(domain, budget=50)
        search.set_recording(True)
        self.assertTrue(search.run(Zero(), 8, None))
        needed = {words(search)[number] for number in search.get_expanded()}
        ahead = {word for states in domain.lists for word in states} - needed
        self.assertTrue(ahead)
        for word in ahead:
            domain = Uneven()
            domain.forbidden = word
            again = make_search(domain, budget=50)
            self.assertTrue(again.run(Zero(), 8, None))
            self.assertEqual(again.dup_digest(), search.dup_digest())
            self.assertTrue(any(word in states for states in domain.lists))

    def test_failure_of_what_is_needed(self):
        domain = Tree()
        domain.forbidden = b"ab"
        search = make_search(domain)
        with self.assertRaises(GLib.Error) as caught:
            search.run(Zero(), 8, None)
        self.assertIn("ValueError: b'ab' is forbidden", caught.exception.message)

    def test_lists_of_the_wrong_length(self):
        class Short(Tree):
            def expand_list(self, states):
                return super().expand_list(states)[1:]

        with self.assertRaises(GLib.Error) as caught:
            make_search(Short()).run(Zero(), 8, None)
        self.assertIn("gave 0 numbers of neighbours for 1 states", caught.exception.message)

    def test_blocks_that_are_none(self):
        for offsets in (b"", b"123", struct.pack("=2I", 0, 3), struct.pack("=3I", 0, 2, 1)):
            class Wrong(Tree):
                def do_expand_packed(self, n_states, states, _offsets):
                    return (GLib.Bytes.new(b"a"), GLib.Bytes.new(struct.pack("=I", 1)),
                            GLib.Bytes.new(offsets))

            with self.assertRaises(GLib.Error) as caught:
                make_search(Wrong()).run(Zero(), 8, None)
            self.assertIn("offsets of neighbours that do not go from 0 to their end",
                          caught.exception.message)


if __name__ == "__main__":
    unittest.main()
