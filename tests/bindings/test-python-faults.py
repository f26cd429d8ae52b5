# SPDX-License-Identifier: LGPL-2.1-or-later
"""What goes wrong in classes of one's own, and around them: exceptions, functions that
do not return, objects that are dropped while they are used, threads, and the end of
the interpreter.
"""

import gc
import os
import subprocess
import sys
import threading
import unittest

import gi

gi.require_version("Ariadne", "1")
from gi.repository import Ariadne, Gio, GLib

GUARD = 60  # seconds that nothing of this takes


class Chain(Ariadne.BytesDomain):
    """Numbers, next to each is the one after it; and what a test makes of that."""

    expand = staticmethod(lambda state: [GLib.Bytes.new(b"%d" % (int(state) + 1))])
    measure = staticmethod(lambda states: [0.0] * len(states))
    describe = staticmethod(bytes.decode)

    def do_expand_bytes(self, state):
        return self.expand(state.get_data())

    def do_measure_bytes(self, states):
        return self.measure(states)

    def do_describe_bytes(self, state):
        return self.describe(state.get_data())

    def start(self, number=0):
        return self.make_state(GLib.Bytes.new(b"%d" % number))


class Zero(Ariadne.BytesModel):
    """One head, which expects nothing; or what a test makes of it."""

    evaluate = staticmethod(lambda n_states: GLib.Bytes.new(bytes(4 * n_states)))

    def __init__(self, **properties):
        super().__init__(n_heads=1, **properties)

    def do_evaluate_bytes(self, n_states, forms, offsets):
        return self.evaluate(n_states)


def make_search(domain, number=0, budget=10):
    search = Ariadne.WeightedAStar.new(domain, domain.start(number), 1000000, budget, 4, 1.0,
                                       False)
    search.set_name(str(number))
    return search


def make_engine(domain, model, n_searchers=1, n_searches=1, budget=10):
    engine = Ariadne.ThreadEngine.new(n_searchers)
    engine.add_server(model, Ariadne.BatchSizeBatcher.new(4), Ariadne.BatchPolicy.ADAPTIVE)
    for number in range(n_searches):
        engine.add_search(make_search(domain, 1000 * number, budget))
    return engine


class Ends:
    """Counts objects that are no more."""

    def __init__(self, *objects):
        self.n_left = len(objects)
        self.condition = threading.Condition()
        for thing in objects:
            thing.weak_ref(self.ended)

    def ended(self):
        with self.condition:
            self.n_left -= 1
            self.condition.notify()

    def wait(self):
        with self.condition:
            return self.condition.wait_for(lambda: self.n_left == 0, GUARD)


class Gate:
    """What a function waits at until a test lets it through."""

    def __init__(self):
        self.reached = threading.Event()
        self.opened = threading.Event()

    def pass_through(self):
        self.reached.set()
        self.opened.wait(GUARD)

    def cancel_when_reached(self):
        cancellable = Gio.Cancellable()

        def cancel():
            self.reached.wait(GUARD)
            cancellable.cancel()

        threading.Thread(target=cancel).start()
        return cancellable


def iterate_until(condition):
    context = GLib.MainContext.default()
    while not condition():
        context.iteration(True)


def divide(*_arguments):
    return 1 // 0


class Exceptions(unittest.TestCase):
    """All that a class does wrong reaches whoever runs a search, in words."""

    def fails_with(self, words, expand=None, measure=None, evaluate=None):
        domain, model = Chain(), Zero()
        search = make_search(domain)
        domain.expand = expand or domain.expand
        domain.measure = measure or domain.measure
        model.evaluate = evaluate or model.evaluate
        with self.assertRaises(GLib.Error) as caught:
            search.run(model, 4, None)
        self.assertIn(words, caught.exception.message)
        self.assertEqual(search.get_progress().status, Ariadne.SearchStatus.FAILED)

        engine = make_engine(Chain(), model)
        engine.get_search(0).get_domain().expand = domain.expand
        engine.get_search(0).get_domain().measure = domain.measure
        with self.assertRaises(GLib.Error) as caught:
            engine.run(None)
        self.assertIn(words, caught.exception.message)

    def test_raised(self):
        words = "ZeroDivisionError: integer division or modulo by zero"
        self.fails_with(words, expand=divide)
        self.fails_with(words, measure=divide)
        self.fails_with(words, evaluate=divide)

    def test_raised_to_end_the_program(self):
        def leave(*_arguments):
            sys.exit("that was all")

        self.fails_with("SystemExit: that was all", expand=leave)
        self.fails_with("SystemExit: that was all", evaluate=leave)

    def test_no_neighbours(self):
        self.fails_with("TypeError", expand=lambda state: None)
        self.fails_with("TypeError", expand=lambda state: 5)
        self.fails_with("TypeError", expand=lambda state: [None])
        self.fails_with("TypeError", expand=lambda state: ["1"])

    def test_no_costs(self):
        self.fails_with("TypeError", measure=lambda states: None)
        self.fails_with("TypeError", measure=lambda states: [None] * len(states))
        self.fails_with("ValueError", measure=lambda states: ["one"] * len(states))
        self.fails_with("gave 2 costs for 1 states", measure=lambda states: [1, 2])

    def test_no_answers(self):
        self.fails_with("TypeError", evaluate=lambda n_states: None)
        self.fails_with("TypeError", evaluate=lambda n_states: [0.0] * n_states)
        self.fails_with("gave 8 bytes for 1 states, expected 4", evaluate=lambda n_states: bytes(8))

    def test_no_description(self):
        error = run_scenario("describe_wrongly")
        self.assertIn("ZeroDivisionError: integer division or modulo by zero", error)
        self.assertIn("TypeError: expected a str", error)

    def test_bytes_are_enough(self):
        domain, model = Chain(), Zero()
        domain.expand = lambda state: (b"%d" % (int(state) + step) for step in (1, 2))
        domain.measure = lambda states: range(len(states))
        model.evaluate = lambda n_states: bytearray(4 * n_states)
        search = make_search(domain)
        self.assertTrue(search.run(model, 4, None))
        self.assertGreater(search.get_n_visited(), 2)


class Cycles(unittest.TestCase):
    """The collector finds what nobody uses any more."""

    def test_classes_that_hold_each_other(self):
        domain, model = Chain(), Zero()
        domain.model, model.domain = model, domain
        domain.expand = lambda state: [b"%d" % (int(state) + 1 + 0 * domain.model.get_n_heads())]
        engine = make_engine(domain, model, n_searches=2)
        self.assertTrue(engine.run(None))
        ends = Ends(domain, model, engine, *engine)
        del domain, model, engine
        gc.collect()
        self.assertTrue(ends.wait())

    def test_class_that_has_held_its_search(self):
        domain = Chain()
        domain.search = make_search(domain)
        self.assertTrue(domain.search.run(Zero(), 4, None))
        ends = Ends(domain, domain.search)
        # The collector does not see what a search holds: it is to be let go of.
        del domain.search
        del domain
        gc.collect()
        self.assertTrue(ends.wait())

    def test_function_that_is_told_of_batches(self):
        engine = make_engine(Chain(), Zero())
        batches = []
        engine.set_batch_func(
            lambda engine, server, records, *_rest: batches.append(len(records)))
        ends = Ends(engine)
        self.assertTrue(engine.run(None))
        self.assertGreater(sum(batches), 0)
        del engine
        gc.collect()
        self.assertTrue(ends.wait())


class Dropped(unittest.TestCase):
    """What is under way goes on, and ends once, whoever has let go of it."""

    def run_dropped(self, cancellable, expected):
        domain, model = Chain(), Zero()
        gate = Gate()
        model.evaluate = lambda n_states: gate.pass_through() or bytes(4 * n_states)
        engine = make_engine(domain, model, n_searchers=2, n_searches=3)
        ends = Ends(domain, model, engine, *engine)
        answers = []

        def ran(engine, result):
            try:
                answers.append(engine.run_finish(result))
            except GLib.Error as error:
                answers.append(error.code)

        engine.run_async(cancellable, ran)
        del domain, model, engine
        gc.collect()
        gate.reached.wait(GUARD)
        if cancellable is not None:
            cancellable.cancel()
        gate.opened.set()
        iterate_until(lambda: answers)
        del ran, gate
        gc.collect()
        self.assertEqual(answers, [expected])
        self.assertTrue(ends.wait())

    def test_engine(self):
        self.run_dropped(None, True)

    def test_engine_that_is_cancelled(self):
        self.run_dropped(Gio.Cancellable(), int(Gio.IOErrorEnum.CANCELLED))

    def test_search_and_its_function(self):
        domain, model = Chain(), Zero()
        (function,), connection = Ariadne.get_connected_functions(1, Ariadne.AnswerOrder.FIFO, 0)
        server = Ariadne.Server.new(model, domain, connection, Ariadne.BatchSizeBatcher.new(4),
                                    Ariadne.BatchPolicy.ADAPTIVE)
        search = make_search(domain)
        search.set_encoding(True)
        ends = Ends(domain, model, search, function, server)
        answers = []
        server.start()
        search.run_async(function, None,
                         lambda search, result: answers.append(search.run_finish(result)))
        del domain, search, function
        gc.collect()
        iterate_until(lambda: answers)
        self.assertEqual(answers, [True])
        del server, model, connection
        gc.collect()
        self.assertTrue(ends.wait())

    def test_call(self):
        domain = Chain()
        (function,), connection = Ariadne.get_connected_functions(1, Ariadne.AnswerOrder.FIFO, 0)
        answers = []

        def called(function, result):
            try:
                function.call_finish(result)
            except GLib.Error as error:
                answers.append(error.message)

        sequence = Ariadne.Sequence.new([domain.start()])
        function.call_async(sequence, Ariadne.CallFlags.NONE, None, called)
        del function, sequence
        gc.collect()
        # There is no server, and there will be none.
        connection.close()
        del connection
        iterate_until(lambda: answers)
        self.assertEqual(len(answers), 1)


class Stuck(unittest.TestCase):
    """A run that is cancelled ends, though a function does not."""

    def assert_cancelled(self, run, words):
        with self.assertRaises(GLib.Error) as caught:
            run()
        self.assertTrue(caught.exception.matches(Gio.io_error_quark(),
                                                 Gio.IOErrorEnum.CANCELLED))
        self.assertIn(words, caught.exception.message)

    def test_domain(self):
        gate = Gate()
        domain, model = Chain(), Zero()
        engine = make_engine(domain, model, n_searchers=2, n_searches=2)
        other, stuck = engine
        other_goes_on = threading.Event()

        def expand(state):
            if int(state) == 3:
                other_goes_on.set()
            if int(state) == 1001:
                other_goes_on.wait(GUARD)
                gate.pass_through()
            return [b"%d" % (int(state) + 1)]

        domain.expand = expand
        cancellable = gate.cancel_when_reached()
        self.assert_cancelled(lambda: engine.run(cancellable), "")
        self.assertIn("is left behind", engine.get_search_error(1).message)
        self.assertNotEqual(other.get_progress().status, Ariadne.SearchStatus.RUNNING)
        self.assertGreater(other.get_n_visited(), 0)
        # Nobody knows what it is at.
        self.assertEqual(stuck.get_progress().status, Ariadne.SearchStatus.RUNNING)
        self.assertEqual(stuck.get_n_visited(), 0)
        self.assertIsNone(stuck.get_best())
        self.assertFalse(stuck.dup_path())
        self.assertEqual(len(stuck.dup_digest()), 64)

        ends = Ends(domain, model, engine, other, stuck)
        del domain, model, engine, other, stuck, expand
        gate.opened.set()
        gc.collect()
        self.assertTrue(ends.wait())

    def test_model(self):
        gate = Gate()
        domain, model = Chain(), Zero()
        model.evaluate = lambda n_states: gate.pass_through() or bytes(4 * n_states)
        engine = make_engine(domain, model, n_searches=2)
        cancellable = gate.cancel_when_reached()
        self.assert_cancelled(lambda: engine.run(cancellable), "")
        self.assertEqual([search.get_progress().status for search in engine],
                         [Ariadne.SearchStatus.CANCELLED] * 2)
        # What was asked is known, of whichever search it was.
        self.assertGreater(max(search.get_n_visited() for search in engine), 0)
        ends = Ends(domain, model, engine)
        del domain, model, engine
        gate.opened.set()
        gc.collect()
        self.assertTrue(ends.wait())

    def test_in_the_background(self):
        gate = Gate()
        domain = Chain()
        engine = make_engine(domain, Zero())
        domain.expand = lambda state: gate.pass_through() or []
        results = []
        engine.run_async(gate.cancel_when_reached(), lambda _, result: results.append(result))
        iterate_until(lambda: results)
        self.assert_cancelled(lambda: engine.run_finish(results[0]), "is left behind")
        gate.opened.set()

    def test_another_thread(self):
        gate = Gate()
        context = GLib.MainContext.new()
        domain = Chain(context=context)
        loop = GLib.MainLoop.new(context, False)
        thread = threading.Thread(target=loop.run)
        thread.start()
        engine = make_engine(domain, Zero())
        domain.expand = lambda state: gate.pass_through() or []
        cancellable = gate.cancel_when_reached()
        self.assert_cancelled(lambda: engine.run(cancellable), "is left behind")
        gate.opened.set()
        loop.quit()
        thread.join()

    def test_nobody_runs_the_context(self):
        gate = Gate()
        model = Zero(context=GLib.MainContext.new())
        domain = Chain()
        engine = make_engine(domain, model)
        domain.expand = lambda state: gate.reached.set() or [b"%d" % (int(state) + 1)]
        cancellable = gate.cancel_when_reached()
        self.assert_cancelled(lambda: engine.run(cancellable), "")

    def test_synchronous_search(self):
        gate = Gate()
        model = Zero(context=GLib.MainContext.new())
        domain = Chain()
        search = make_search(domain)
        domain.expand = lambda state: gate.reached.set() or [b"%d" % (int(state) + 1)]
        cancellable = gate.cancel_when_reached()
        self.assert_cancelled(lambda: search.run(model, 4, cancellable), "ancelled")


class OwnContext(unittest.TestCase):
    """Who waits for an engine is called meanwhile."""

    def run_in(self, context):
        threads = set()
        domain, model = Chain(context=context), Zero(context=context)
        domain.measure = lambda states: threads.add(threading.get_ident()) or [0.0] * len(states)
        model.evaluate = lambda n_states: threads.add(threading.get_ident()) or bytes(4 * n_states)
        self.assertTrue(make_engine(domain, model, n_searchers=2, n_searches=3).run(None))
        self.assertEqual(threads, {threading.get_ident()})

    def test_default(self):
        self.run_in(GLib.MainContext.default())

    def test_pushed(self):
        context = GLib.MainContext.new()
        context.push_thread_default()
        self.run_in(context)
        context.pop_thread_default()

    def test_in_its_loop(self):
        failures = []

        def run():
            try:
                self.run_in(GLib.MainContext.default())
            except BaseException as failure:  # pylint: disable=broad-except
                failures.append(failure)
            loop.quit()

        loop = GLib.MainLoop.new(None, False)
        GLib.idle_add(run)
        loop.run()
        self.assertEqual(failures, [])


class Threads(unittest.TestCase):
    """One domain and its states, by engines of several threads at once."""

    def test_several_engines(self):
        domain = Chain()
        digests = []

        def run():
            engine = make_engine(domain, Zero(), n_searchers=2, n_searches=3, budget=40)
            engine.run(None)
            digests.append(tuple(search.dup_digest() for search in engine))

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(digests), 4)
        self.assertEqual(len(set(digests)), 1)

    def test_others_look_on(self):
        gate = Gate()
        domain = Chain()
        engine = make_engine(domain, Zero(), budget=200)
        (search,) = engine

        def expand(state):
            gate.reached.set()
            return [b"%d" % (int(state) + 1)]

        domain.expand = expand
        results = []
        engine.run_async(None, lambda _, result: results.append(result))
        gate.reached.wait(GUARD)
        while search.get_progress().status == Ariadne.SearchStatus.RUNNING:
            self.assertIn(search.get_n_visited(), (0, 201))
            search.get_best()
            search.get_priorities()
            engine.get_load()
            # So that it goes on.
            GLib.MainContext.default().iteration(False)
        iterate_until(lambda: results)
        self.assertTrue(engine.run_finish(results[0]))


# Scenarios, each of which is a program.


def run_scenario(name):
    """Gives what it has written as an error."""
    environment = dict(os.environ)
    environment.pop("G_DEBUG", None)
    # What is under way at the end is not freed.
    environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    done = subprocess.run([sys.executable, __file__, "scenario", name], env=environment,
                          stderr=subprocess.PIPE, text=True, timeout=GUARD, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{name} ended with {done.returncode}: {done.stderr}")
    return done.stderr


def describe_wrongly():
    domain = Chain()
    state = domain.start()
    for describe in divide, lambda state: 5:
        domain.describe = describe
        assert Ariadne.Domain.describe(domain, state) == "30"


def leave_while_it_runs():
    gate = Gate()
    domain = Chain()
    domain.expand = lambda state: gate.reached.set() or [b"%d" % (int(state) + 1)]
    engine = make_engine(domain, Zero(), n_searchers=2, n_searches=4, budget=1000000)
    engine.run_async(None, None)
    gate.reached.wait(GUARD)


def leave_while_another_thread_waits():
    gate = Gate()
    model = Zero()
    model.evaluate = lambda n_states: gate.reached.set() or bytes(4 * n_states)
    engine = make_engine(Chain(), model, n_searchers=2, n_searches=4, budget=1000000)

    def run():
        try:
            engine.run(None)
        except GLib.Error as error:
            assert error.matches(Ariadne.error_quark(), Ariadne.Error.CLOSED)

    threading.Thread(target=run, daemon=True).start()
    gate.reached.wait(GUARD)


def leave_while_stuck():
    gate = Gate()
    domain = Chain()
    engine = make_engine(domain, Zero())
    domain.expand = lambda state: gate.pass_through()
    try:
        engine.run(gate.cancel_when_reached())
    except GLib.Error as error:
        assert "is left behind" in error.message


class Exit(unittest.TestCase):
    """The interpreter ends, and soon, whatever is under way."""

    def test_while_it_runs(self):
        self.assertEqual(run_scenario("leave_while_it_runs"), "")

    def test_while_another_thread_waits(self):
        self.assertEqual(run_scenario("leave_while_another_thread_waits"), "")

    def test_while_stuck(self):
        self.assertEqual(run_scenario("leave_while_stuck"), "")


if __name__ == "__main__":
    if sys.argv[1:2] == ["scenario"]:
        globals()[sys.argv[2]]()
    else:
        unittest.main()
