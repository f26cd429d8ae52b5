#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is left of the speed of Python functions when the library calls them.

Searches sort stacks of pancakes: a domain in plain Python, which looks at one state
after the other, or in numpy, which looks at all states of a list at once, and a
network in numpy. Beside every run the same functions are called back to back by a
loop, on the very states that were expanded and evaluated, in lists as long as the
searches together could ever ask for: the neighbours that fill the buffers of all of
them. Runs and loops take turns, and the medians are compared, so that a machine that
is busy slows both; the time of the processors is compared as well, which others
hardly change.

    meson devenv -C _build ../tests/bench/bench-python.py [--domain=numpy] [--hidden=512] …

It needs numpy, and tells how long the lists were. With --check it fails below 0.9.
"""

import argparse
import os
import statistics
import sys
import time

# A network as small as this one gains nothing from more threads than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import gi
import numpy

gi.require_version("Ariadne", "1")
from gi.repository import Ariadne, GLib

N_PANCAKES = 12
N_HEADS = 16


def flips(stack):
    return [stack[:end][::-1] + stack[end:] for end in range(2, N_PANCAKES + 1)]


def gaps(stack):
    return float(sum(abs(a - b) != 1 for a, b in zip(stack, stack[1:])))


class Lists(Ariadne.BytesDomain):
    """Plain Python, in lists of bytes."""

    def expand_list(self, states):
        return [flips(state) for state in states]

    def measure_list(self, states):
        return [gaps(state) for state in states]

    def ask(self, states):
        """What the library asks of a list, as it could be asked in a loop."""
        found = [neighbour for each in self.expand_list(states) for neighbour in each]
        self.measure_list(found)

    @staticmethod
    def arguments(states):
        return [states]


class Singly(Ariadne.BytesDomain):
    """Plain Python, by the functions that every language has."""

    def do_expand_bytes(self, state):
        return [GLib.Bytes.new(neighbour) for neighbour in flips(state.get_data())]

    def do_measure_bytes(self, states):
        return [gaps(state.get_data()) for state in states]

    def ask(self, states):
        found = [neighbour for state in states for neighbour in self.do_expand_bytes(state)]
        self.do_measure_bytes(found)

    @staticmethod
    def arguments(states):
        return [[GLib.Bytes.new(state) for state in states]]


ORDERS = numpy.array([[*range(end)[::-1], *range(end, N_PANCAKES)]
                      for end in range(2, N_PANCAKES + 1)])


class Arrays(Ariadne.BytesDomain):
    """All states of a list at once, in numpy."""

    def do_expand_packed(self, n_states, states, _offsets):
        stacks = Ariadne.view(states).reshape(n_states, N_PANCAKES)
        neighbours = stacks[:, ORDERS]
        ends = numpy.arange(0, neighbours.size + 1, N_PANCAKES, dtype=numpy.uint32)
        numbers = numpy.full(n_states, len(ORDERS), dtype=numpy.uint32)
        return tuple(GLib.Bytes.new(each.tobytes()) for each in (neighbours, numbers, ends))

    def do_measure_packed(self, n_states, states, _offsets):
        stacks = Ariadne.view(states, numpy.int8).reshape(n_states, N_PANCAKES)
        costs = (abs(numpy.diff(stacks)) != 1).sum(axis=1, dtype=float)
        return GLib.Bytes.new(costs.tobytes())

    def ask(self, *packed):
        neighbours, _numbers, ends = self.do_expand_packed(*packed)
        self.do_measure_packed(neighbours.get_size() // N_PANCAKES, neighbours, ends)

    @staticmethod
    def arguments(states):
        return [len(states), *Ariadne.pack(states)]


DOMAINS = {"lists": Lists, "singly": Singly, "numpy": Arrays}
# What is called, and how long the list is that is its first argument.
CALLS = {
    "do_expand_bytes": lambda state: 1,
    "do_measure_bytes": len,
    "expand_list": len,
    "measure_list": len,
    "do_expand_packed": int,
    "do_measure_packed": int,
    "do_evaluate_bytes": int,
}


class Network(Ariadne.BytesModel):
    """Two hidden layers over which pancake lies where."""

    def __init__(self, hidden):
        super().__init__(n_heads=N_HEADS)
        random = numpy.random.default_rng(7)
        sizes = [N_PANCAKES ** 2, hidden, hidden, N_HEADS]
        self.layers = [random.normal(0, size ** -0.5, (size, after)).astype(numpy.float32)
                       for size, after in zip(sizes, sizes[1:])]
        self.eye = numpy.eye(N_PANCAKES, dtype=numpy.float32)

    def do_evaluate_bytes(self, n_states, forms, _offsets):
        stacks = Ariadne.view(forms).reshape(n_states, N_PANCAKES)
        values = self.eye[stacks].reshape(n_states, -1)
        for layer in self.layers[:-1]:
            values = numpy.maximum(values @ layer, 0)
        return GLib.Bytes.new((values @ self.layers[-1]).tobytes())


def counted(cls, lengths):
    """The same class, which notes how long the lists are that it is called with."""

    def noting(name, get_length):
        def function(self, *arguments):
            lengths.setdefault(name, []).append(get_length(arguments[0]))
            return getattr(cls, name)(self, *arguments)
        return function

    own = {name: noting(name, length) for name, length in CALLS.items() if name in cls.__dict__}
    if issubclass(cls, Lists):
        del own["do_expand_packed"], own["do_measure_packed"]
    return type("Counted", (cls,), own)


class Watch:
    """Time, and the time that processors spent on this process."""

    def __enter__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_exception):
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu


class Task:
    """Searches that are run again and again, and what they ask of the functions."""

    def __init__(self, options, derive=lambda cls: cls):
        self.options = options
        self.domain = derive(DOMAINS[options.domain])()
        self.model = derive(Network)(options.hidden)
        random = numpy.random.default_rng(1)
        self.starts = [GLib.Bytes.new(random.permutation(N_PANCAKES).astype(numpy.uint8).tobytes())
                       for _ in range(options.searches)]

    def make_engine(self, recording=False):
        options = self.options
        engine = Ariadne.ThreadEngine.new(options.searchers)
        engine.add_server(self.model, Ariadne.BatchSizeBatcher.new(options.batch_size),
                          getattr(Ariadne.BatchPolicy, options.policy.upper().replace("-", "_")))
        for start in self.starts:
            search = Ariadne.BatchedAStar.new(self.domain, self.domain.make_state(start),
                                              N_HEADS - 1, options.budget, options.buffer)
            search.set_recording(recording)
            engine.add_search(search)
        return engine

    def run(self):
        engine = self.make_engine()
        with Watch() as watch:
            engine.run(None)
        return watch

    def note(self):
        """What is expanded and evaluated, by the search, in order."""
        engine = self.make_engine(recording=True)
        engine.run(None)
        self.expanded, self.evaluated, self.sizes = [], [], []
        for search in engine:
            states = [self.domain.dup_bytes(state).get_data() for state in search.visited()]
            self.expanded += [states[number] for number in search.get_expanded()]
            self.evaluated += states[1:]
            self.sizes += search.get_requests()
        per_list = len(self.expanded) * self.options.buffer / len(self.evaluated)
        self.list_length = max(1, round(per_list * self.options.searches))
        self.batch_length = min(
            round(self.options.searches * statistics.mean(self.sizes)), self.options.batch_size)

    def lists(self, states, length):
        return [states[first:first + length] for first in range(0, len(states), length)]

    def prepare(self):
        self.parents = [self.domain.arguments(states)
                        for states in self.lists(self.expanded, self.list_length)]
        self.batches = [(len(batch), *Ariadne.pack(batch))
                        for batch in self.lists(self.evaluated, self.batch_length)]

    def loop(self):
        """The same work without the library."""
        with Watch() as watch:
            for arguments in self.parents:
                self.domain.ask(*arguments)
            for batch in self.batches:
                self.model.do_evaluate_bytes(*batch)
        return watch


def tell_calls(task):
    """How long the lists are; returns the mean batch by what could be in flight."""
    counts = {}
    engine = Task(task.options, lambda cls: counted(cls, counts)).make_engine()
    counts.clear()
    engine.run(None)
    for name, lengths in counts.items():
        print(f"  {name:17}{len(lengths):6} calls of {statistics.mean(lengths):6.1f} states each, "
              f"{sum(lengths):8} in all")
    print(f"  {len(task.expanded)} were expanded and {len(task.evaluated)} evaluated; the loop has "
          f"lists of {task.list_length} and {task.batch_length}")
    return statistics.mean(counts["do_evaluate_bytes"]) / task.batch_length


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--domain", choices=DOMAINS, default="lists")
    parser.add_argument("--searches", type=int, default=8)
    parser.add_argument("--searchers", type=int, default=1)
    parser.add_argument("--budget", type=int, default=2000)
    parser.add_argument("--buffer", type=int, default=64)
    parser.add_argument("--hidden", type=int, default=1024)
    parser.add_argument("--batch-size", type=int, default=4096)
    parser.add_argument("--policy", choices=["adaptive", "no-wait"], default="adaptive")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    return parser.parse_args()


def main():
    options = parse()
    task = Task(options)
    task.note()
    task.prepare()
    task.run(), task.loop()
    turns = [(task.run(), task.loop()) for _ in range(options.turns)]
    wall = statistics.median(loop.wall / run.wall for run, loop in turns)
    cpu = statistics.median(loop.cpu / run.cpu for run, loop in turns)
    spent = statistics.median(run.cpu - loop.cpu for run, loop in turns)
    print(f"{options.domain}, {options.searchers} searchers, {options.hidden} units: "
          f"loop ÷ run {wall:.2f}, of processor time {cpu:.2f}; the library spends "
          f"{1e6 * spent / len(task.evaluated):.1f} µs a state, the functions "
          f"{1e6 * min(loop.cpu for _run, loop in turns) / len(task.evaluated):.1f} µs")
    share = tell_calls(task)
    print(f"  mean batch ÷ what all searches have in flight while all wait: {share:.2f}")
    if options.check and min(cpu, share) < 0.9:
        sys.exit("expected at least 0.9")


if __name__ == "__main__":
    main()
