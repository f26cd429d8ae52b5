# SPDX-License-Identifier: LGPL-2.1-or-later
"""The shapes of what Python sees, and what becomes of mistakes in its own classes."""

import gc
import os
import struct
import threading
import unittest

import gi

gi.require_version("Ariadne", "1")
from gi.repository import Ariadne, GLib

PATH = os.path.join(os.environ["ARIADNE_DATA_DIR"], "expressions", "ml.kso")


class Shapes(unittest.TestCase):
    def setUp(self):
        self.domain = Ariadne.ExpressionDomain.new(
            Ariadne.ExpressionSet.new_from_path(PATH), "ml_rules_no_bind")
        self.start = self.domain.make_start(1)

    def test_neighbours_are_a_list(self):
        neighbours = self.domain.expand(self.start)
        self.assertIsInstance(neighbours, list)
        texts = [self.domain.describe(state) for state in neighbours]
        self.assertEqual(len(set(texts)), len(texts))
        self.assertNotIn(self.domain.describe(self.start), texts)

    def test_states_are_written_and_read(self):
        data = self.domain.serialize(self.start).get_data()
        again = self.domain.deserialize(data)
        self.assertTrue(self.domain.equal(self.start, again))
        with self.assertRaises(GLib.Error):
            self.domain.deserialize(data[:-1])

    def test_answers_are_bytes(self):
        model = Ariadne.Model.new_from_spec("random:hidden=8,propagations=2", self.domain)
        states = self.domain.expand(self.start)
        together = model.evaluate_states(self.domain, states, 4)
        self.assertEqual(together.get_n_rows(), len(states))
        width = 4 * together.get_n_columns()
        rows = together.get_bytes().get_data()
        self.assertEqual(len(rows), width * len(states))
        for number, state in enumerate(states):
            alone = model.evaluate_states(self.domain, [state], 1)
            self.assertEqual(alone.get_bytes().get_data(),
                             rows[width * number:width * (number + 1)])

    def test_tensors_have_shapes(self):
        config = Ariadne.NetworkConfig()
        config.init()
        config.hidden_size, config.n_propagations = 8, 2
        weights = Ariadne.Weights.new_random(config, 7)
        total = 0
        for number in range(weights.get_n_tensors()):
            values, shape = weights.get_tensor(weights.get_tensor_name(number))
            length = 1
            for dimension in shape:
                length *= dimension
            self.assertEqual(values.get_size(), 4 * length)
            total += length
        self.assertEqual(total, weights.get_n_values())
        self.assertIsNone(weights.get_tensor("no such tensor")[0])

    def test_lists_keep_what_is_in_them(self):
        functions, _server = Ariadne.get_connected_functions(2, Ariadne.AnswerOrder.FIFO, 0)
        clients, _server = Ariadne.forked_pipe(2, 0)
        devices = Ariadne.device_list()
        gc.collect()
        self.assertEqual([function.get_n_pending() for function in functions], [0, 0])
        self.assertEqual([client.is_closed() for client in clients], [False, False])
        self.assertEqual(devices[0].kind, Ariadne.DeviceKind.CPU)
        self.assertIn("processor", devices[0].name)

    def test_errors_have_codes(self):
        with self.assertRaises(GLib.Error) as caught:
            Ariadne.ExpressionDomain.new(Ariadne.ExpressionSet.new_from_path(PATH), "nothing")
        self.assertTrue(caught.exception.matches(Ariadne.error_quark(), Ariadne.Error.NOT_FOUND))


class Line(Ariadne.BytesDomain):
    """Whole numbers, next to those before and after; or what a test makes of it."""

    costs = staticmethod(lambda states: [0.0] * len(states))
    step = staticmethod(lambda n: [n - 1, n + 1])

    def do_expand_bytes(self, state):
        n = struct.unpack("<i", state.get_data())[0]
        return [GLib.Bytes.new(struct.pack("<i", m)) for m in self.step(n)]

    def do_measure_bytes(self, states):
        return self.costs(states)


class Zero(Ariadne.BytesModel):
    """Two heads, which expect nothing."""

    answer = staticmethod(lambda n_states: bytes(8 * n_states))

    def __init__(self, **properties):
        super().__init__(n_heads=2, **properties)

    def do_evaluate_bytes(self, n_states, forms, offsets):
        ends = struct.unpack(f"={n_states + 1}I", offsets.get_data())
        assert ends == tuple(range(0, 4 * n_states + 1, 4))
        assert forms.get_size() == ends[-1]
        return GLib.Bytes.new(self.answer(n_states))


def refuse(*_arguments):
    raise GLib.Error("in my own words", GLib.quark_to_string(Ariadne.error_quark()),
                     Ariadne.Error.INVALID_ARGUMENT)


class Nothing(Ariadne.BytesDomain):
    """Leaves all out."""


class Silence(Ariadne.BytesModel):
    """The same."""


class OwnClasses(unittest.TestCase):
    def setUp(self):
        self.domain = Line()
        self.start = self.domain.make_state(GLib.Bytes.new(struct.pack("<i", 0)))

    def fails_with(self, words, model=None):
        search = Ariadne.BatchedAStar.new(self.domain, self.start, 1, 10, 4)
        with self.assertRaises(GLib.Error) as caught:
            search.run(model or Zero(), 4, None)
        self.assertIn(words, caught.exception.message)
        self.assertEqual(search.get_progress().status, Ariadne.SearchStatus.FAILED)

    def test_dead_end(self):
        self.domain.step = lambda n: []
        search = Ariadne.BatchedAStar.new(self.domain, self.start, 1, 10, 4)
        self.assertTrue(search.run(Zero(), 4, None))
        self.assertEqual(search.get_n_visited(), 1)

    def test_bytes_come_back(self):
        after = self.domain.expand(self.start)[1]
        self.assertEqual(self.domain.dup_bytes(after).get_data(), struct.pack("<i", 1))
        self.assertEqual(self.domain.describe(after), "01000000")

    def test_what_is_left_out(self):
        with self.assertRaises(GLib.Error) as caught:
            Nothing().make_state(GLib.Bytes.new(b""))
        self.assertIn("has no function measure_bytes", caught.exception.message)
        self.fails_with("has no function evaluate_bytes", Silence(n_heads=2))

    def test_own_error_arrives(self):
        self.domain.step = refuse
        self.fails_with("in my own words")

    def test_any_exception_arrives(self):
        def divide(*_arguments):
            return 1 // 0

        self.domain.step = divide
        self.fails_with("ZeroDivisionError: integer division or modulo by zero")
        self.domain.step = lambda n: [n + 1]
        model = Zero()
        model.answer = divide
        self.fails_with("ZeroDivisionError: integer division or modulo by zero", model)

    def test_engine_is_gone_through(self):
        engine = Ariadne.ThreadEngine.new(1)
        searches = [Ariadne.BatchedAStar.new(self.domain, self.start, 1, 10, 2)
                    for _ in range(3)]
        self.assertEqual(list(engine), [])
        for search in searches:
            engine.add_search(search)
        self.assertEqual(len(engine), 3)
        self.assertEqual(list(engine), searches)

    def test_model_error_arrives(self):
        model = Zero()
        model.answer = refuse
        self.fails_with("in my own words", model)

    def test_too_few_costs(self):
        self.domain.costs = lambda states: [0.0] * (len(states) - 1)
        self.fails_with("gave 1 costs for 2 states")

    def test_cost_that_is_no_number(self):
        self.domain.costs = lambda states: [0.0, float("nan")]
        self.fails_with("gave state 1 of 2 a cost of nan")

    def test_answers_of_wrong_length(self):
        model = Zero()
        model.answer = lambda n_states: bytes(8 * n_states - 1)
        self.fails_with("gave 15 bytes for 2 states, expected 16", model)

    def test_called_once_a_list(self):
        lists = []
        batches = []
        self.domain.costs = lambda states: lists.append(len(states)) or [0.0] * len(states)
        model = Zero()
        model.answer = lambda n_states: batches.append(n_states) or bytes(8 * n_states)
        search = Ariadne.BatchedAStar.new(self.domain, self.start, 1, 10, 2)
        search.run(model, 4, None)
        self.assertEqual(lists, [2])
        self.assertEqual(batches, [2])

    def test_called_on_its_context(self):
        threads = set()
        context = GLib.MainContext.default()
        self.domain = Line(context=context)
        self.start = self.domain.make_state(GLib.Bytes.new(struct.pack("<i", 0)))
        self.domain.costs = lambda states: threads.add(threading.get_ident()) or \
            [0.0] * len(states)
        engine = Ariadne.ThreadEngine.new(2)
        engine.add_server(Zero(context=context), Ariadne.BatchSizeBatcher.new(8),
                          Ariadne.BatchPolicy.ADAPTIVE)
        for _ in range(3):
            engine.add_search(Ariadne.BatchedAStar.new(self.domain, self.start, 1, 10, 2))
        results = []
        engine.run_async(None, lambda _, result: results.append(result))
        while not results:
            context.iteration(True)
        self.assertTrue(engine.run_finish(results[0]))
        self.assertEqual(threads, {threading.get_ident()})


if __name__ == "__main__":
    unittest.main()
