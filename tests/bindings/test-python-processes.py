# SPDX-License-Identifier: LGPL-2.1-or-later
"""Classes of one's own in other processes: they find the same, what goes wrong there is
told here, and no process is left.
"""

import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

import gi

gi.require_version("Ariadne", "1")
from gi.repository import Ariadne, Gio, GLib

GUARD = 60  # seconds that nothing of this takes
STARTS = (1, 5, 17, 30)
PATH = os.path.join(os.environ["ARIADNE_DATA_DIR"], "expressions", "ml.kso")


class Numbers(Ariadne.BytesDomain):
    """Numbers below a limit, next to n are those of steps · n and n - 1."""

    def __init__(self, limit, steps=(2, 3), *, mark=b"n"):
        super().__init__()
        self.limit = limit
        self.steps = steps
        self.mark = mark

    def pack(self, number):
        return GLib.Bytes.new(self.mark + b"%d" % number)

    def unpack(self, state):
        return int(state.get_data().removeprefix(self.mark))

    def do_expand_bytes(self, state):
        n = self.unpack(state)
        numbers = [step * n for step in self.steps] + [n - 1]
        return [self.pack(m) for m in numbers if 0 < m < self.limit]

    def do_measure_bytes(self, states):
        return [abs(100 - self.unpack(state)) for state in states]


class Elsewhere(Numbers):
    """Does something else where it was not made first."""

    def __init__(self, pid, what, path=None):
        super().__init__(1000)
        self.what = what if pid != os.getpid() else None
        self.path = path
        if self.what == "raise at once":
            raise LookupError("not me")

    def do_expand_bytes(self, state):
        if self.what == "raise":
            raise KeyError("no such thing")
        if self.what == "exit":
            sys.exit("enough")
        if self.what == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "die once":
            try:
                os.unlink(self.path)
                os.kill(os.getpid(), signal.SIGKILL)
            except FileNotFoundError:
                pass
        if self.what == "block":
            with open(self.path, "w", encoding="ascii") as pipe:
                pipe.write(str(os.getpid()))
            threading.Event().wait()
        return super().do_expand_bytes(state)


class Guess(Ariadne.BytesModel):
    """20 heads, of which each is a little higher the longer a state is."""

    def __init__(self, scale):
        super().__init__(n_heads=20)
        self.scale = scale

    def do_evaluate_bytes(self, n_states, forms, offsets):
        import numpy

        ends = numpy.frombuffer(offsets.get_data(), numpy.uint32)
        assert len(ends) == n_states + 1
        lengths = numpy.diff(ends).astype(numpy.float32)
        return numpy.outer(lengths, numpy.arange(1, 21, dtype=numpy.float32) / self.scale).tobytes()


class Broken(Guess):
    """Evaluates nothing."""

    def do_evaluate_bytes(self, n_states, forms, offsets):
        raise OverflowError("too much")


def make_engine(domain, n_workers=2, model=None, servers=()):
    engine = Ariadne.ProcessEngine.new_python(domain, n_workers)
    for recipe in servers:
        engine.add_far_server(recipe, 8, Ariadne.BatchPolicy.ADAPTIVE)
    if not servers:
        engine.add_server(model or Guess(8), Ariadne.BatchSizeBatcher.new(8),
                          Ariadne.BatchPolicy.ADAPTIVE)
    for start in STARTS:
        engine.add_search(make_search(domain, start))
    return engine


def make_search(domain, start):
    search = Ariadne.BatchedAStar.new(domain, domain.make_state(domain.pack(start)), 19, 100, 8)
    search.set_name(str(start))
    return search


def find_at_once(domain):
    digests = []
    for start in STARTS:
        search = make_search(domain, start)
        search.run(Guess(8), 8, None)
        digests.append(search.dup_digest())
    return digests


def get_digests(engine):
    return [search.dup_digest() for search in engine]


class Processes(unittest.TestCase):
    def setUp(self):
        self.pids = {}

    def run_engine(self, engine, cancellable=None):
        """Runs it; what it was made of has ended when it has."""

        def note(_engine, event, *_data):
            if event.pid != 0:
                self.pids.setdefault(event.process, set()).add(event.pid)

        engine.set_event_func(note)
        try:
            engine.run(cancellable)
        finally:
            for pid in set().union(*self.pids.values()):
                with self.assertRaises(ProcessLookupError):
                    os.kill(pid, 0)

    def fails_with(self, words, engine):
        with self.assertRaises(GLib.Error) as caught:
            self.run_engine(engine)
        self.assertRegex(caught.exception.message, words)
        for index, start in enumerate(STARTS):
            self.assertIn(f"search “{start}”: ", engine.get_search_error(index).message)


class SameAnswer(Processes):
    def test_any_number_of_processes(self):
        domain = Numbers(500, (2, 5, 7), mark=b"\xffno. ")
        expected = find_at_once(domain)
        self.assertNotEqual(expected, find_at_once(Numbers(500, (2, 5, 7))))
        for n_workers in (1, 2, 4):
            self.pids = {}
            engine = make_engine(domain, n_workers)
            self.run_engine(engine)
            self.assertEqual(get_digests(engine), expected)
            self.assertEqual(len(self.pids), n_workers)

    def test_servers_elsewhere(self):
        domain = Numbers(500)
        engine = make_engine(domain, servers=2 * [Ariadne.make_recipe(Guess, scale=8)])
        self.run_engine(engine)
        self.assertEqual(get_digests(engine), find_at_once(domain))
        self.assertEqual(set(self.pids), {"worker 1", "worker 2", "server 1", "server 2"})

    def test_domain_of_the_library(self):
        domain = Ariadne.ExpressionDomain.new(
            Ariadne.ExpressionSet.new_from_path(PATH), "ml_rules_no_bind")
        searches = [Ariadne.BatchedAStar.new(domain, domain.make_start(1), 19, 60, 8)
                    for _ in range(2)]
        searches[0].run(Guess(8), 8, None)
        engine = Ariadne.ProcessEngine.new_python(domain, 1)
        engine.add_far_server(Ariadne.make_recipe(Guess, 8), 8, Ariadne.BatchPolicy.ADAPTIVE)
        engine.add_search(searches[1])
        self.run_engine(engine)
        self.assertEqual(searches[1].dup_digest(), searches[0].dup_digest())


class Faults(Processes):
    def test_exceptions(self):
        for what, words in {"raise": "worker [12]: KeyError: 'no such thing'$",
                            "exit": "worker [12]: SystemExit: enough$"}.items():
            self.fails_with(words, make_engine(Elsewhere(os.getpid(), what)))

    def test_exceptions_of_models(self):
        domain = Numbers(500)
        for model, servers in ((Broken(8), []), (None, [Ariadne.make_recipe(Broken, 8)])):
            self.fails_with("OverflowError: too much$",
                            make_engine(domain, model=model, servers=servers))

    def test_constructors(self):
        self.fails_with("worker [12] has ended: cannot make a Elsewhere of "
                        f"{os.path.abspath(__file__)}: LookupError: not me$",
                        make_engine(Elsewhere(os.getpid(), "raise at once")))
        self.fails_with("server 1 has ended: cannot make a Guess of .*: TypeError: ",
                        make_engine(Numbers(500), servers=[Ariadne.make_recipe(Guess, size=8)]))

    def test_classes_that_are_not_there(self):
        domain = Numbers(500)
        recipe = Ariadne.make_recipe(Numbers, 500).unpack()[1]
        for module, name, words in (
                ("no_such_module", "Numbers",
                 "cannot import no_such_module: ModuleNotFoundError: No module named"),
                ("gi._no_such_module", "Numbers", "cannot import gi._no_such_module: "),
                ("__main__", "Nobody", "has no class Nobody that is an Ariadne.Domain$"),
                ("__main__", "Guess", "has no class Guess that is an Ariadne.Domain$"),
                ("os", "path.join", "has no class path.join that is an Ariadne.Domain$"),
                ("__main__", "Numbers", "malformed")):
            engine = make_engine(domain, 1)
            # The type of a recipe that is not ours has nobody look for anything.
            parameters = GLib.Variant("(sss)", (module, name, recipe[2]))
            if words == "malformed":
                parameters = GLib.Variant("(ss)", (module, name))
            domain.props.recipe = GLib.Variant("(sv)", ("python", parameters))
            self.fails_with(f"worker 1 has ended: .*{words}", engine)

    def test_recipes_run_nothing(self):
        domain = Numbers(500)
        engine = make_engine(domain, 1)
        domain.props.recipe = GLib.Variant("(sv)", ("python", GLib.Variant(
            "(sss)", ("__main__", "Numbers", "__import__('os')._exit(7)"))))
        self.fails_with("worker 1 has ended: .*malformed", engine)

    def test_modules_that_cannot_be_imported(self):
        with tempfile.TemporaryDirectory() as folder:
            sys.path.insert(0, folder)
            self.addCleanup(sys.path.remove, folder)
            with open(os.path.join(folder, "fragile.py"), "w", encoding="utf-8") as file:
                file.write("import os, gi\n"
                           "gi.require_version('Ariadne', '1')\n"
                           "from gi.repository import Ariadne\n"
                           f"assert os.getpid() == {os.getpid()}, 'not there'\n"
                           "class Fragile(Ariadne.BytesDomain):\n"
                           "    def pack(self, number): return b'x'\n"
                           "    def do_measure_bytes(self, states): return [1.0]\n")
            import fragile

            domain = fragile.Fragile()
            domain.pack = lambda number: GLib.Bytes.new(b"%d" % number)
            self.fails_with("cannot import fragile: AssertionError: not there$",
                            make_engine(domain))

    def test_what_cannot_be_sent(self):
        class Local(Numbers):
            pass

        for domain, words in ((Elsewhere(os.getpid(), None, sys.stdin), "argument 3 is a"),
                              (Numbers(500, mark=bytearray(b"n")), "argument mark is a bytearray"),
                              (Numbers(float("inf")), "argument 1 is a float"),
                              (Local(500), "inside a function")):
            with self.assertRaises(ValueError) as caught:
                Ariadne.ProcessEngine.new_python(domain, 1)
            self.assertIn(words, str(caught.exception))


class Deaths(Processes):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "there")

    def test_search_is_run_again(self):
        with open(self.path, "w", encoding="ascii"):
            pass
        engine = make_engine(Elsewhere(os.getpid(), "die once", self.path))
        self.run_engine(engine)
        self.assertFalse(os.path.exists(self.path))
        self.assertEqual(sum(map(len, self.pids.values())), 3)
        self.assertEqual(get_digests(engine), find_at_once(Numbers(1000)))

    def test_search_that_always_kills(self):
        engine = make_engine(Elsewhere(os.getpid(), "die"), 1)
        engine.set_max_retries(1)
        self.fails_with("worker 1 was killed by signal 9", engine)

    def read_pid(self):
        with open(self.path, encoding="ascii") as pipe:
            return int(pipe.read())

    def test_what_does_not_return_is_stopped(self):
        os.mkfifo(self.path)
        engine = make_engine(Elsewhere(os.getpid(), "block", self.path), 1)
        engine.set_patience(1)
        cancellable = Gio.Cancellable()
        thread = threading.Thread(target=lambda: (self.read_pid(), cancellable.cancel()))
        thread.start()
        with self.assertRaises(GLib.Error) as caught:
            self.run_engine(engine, cancellable)
        self.assertTrue(caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED))
        thread.join()

    def test_none_outlives_the_program(self):
        os.mkfifo(self.path)
        program = subprocess.Popen([sys.executable, __file__, self.path])
        worker = os.pidfd_open(self.read_pid())
        self.addCleanup(os.close, worker)
        program.kill()
        self.assertEqual(program.wait(GUARD), -signal.SIGKILL)
        self.assertEqual(select.select([worker], [], [], GUARD)[0], [worker])


class Programs(unittest.TestCase):
    """How a program was started: by its file, as a module, or from a string."""

    def run_python(self, *arguments, **named):
        return subprocess.run([sys.executable, *arguments], capture_output=True, text=True,
                              timeout=GUARD, check=False, **named)

    def test_as_a_module(self):
        folder = os.environ["ARIADNE_EXAMPLES"]
        expected = self.run_python(os.path.join(folder, "own-search.py")).stdout
        self.assertEqual(len(expected.splitlines()), 4)
        self.assertEqual(self.run_python("-m", "own-search", "2", cwd=folder).stdout, expected)

    def test_in_no_file(self):
        result = self.run_python("-c", DEFINITION + "Ariadne.ProcessEngine.new_python(Own(), 1)")
        self.assertIn("cannot make a Own, since the class is in no file", result.stderr)

    def test_without_a_guard(self):
        with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as file:
            file.write(DEFINITION + START)
            file.flush()
            result = self.run_python(file.name)
        self.assertIn("behind `if __name__", result.stderr)
        self.assertEqual(result.stderr.count("RuntimeError"), 1)


DEFINITION = """
import gi
gi.require_version("Ariadne", "1")
from gi.repository import Ariadne, GLib
class Own(Ariadne.BytesDomain):
    def do_measure_bytes(self, states):
        return [0.0] * len(states)
"""

START = """
class Zero(Ariadne.BytesModel):
    pass
domain = Own()
engine = Ariadne.ProcessEngine.new_python(domain, 1)
engine.add_server(Zero(n_heads=2), Ariadne.BatchSizeBatcher.new(8), Ariadne.BatchPolicy.ADAPTIVE)
engine.add_search(Ariadne.BatchedAStar.new(domain, domain.make_state(GLib.Bytes.new(b"")),
                                           1, 8, 4))
engine.run(None)
"""


if __name__ == "__main__":
    if len(sys.argv) == 2 and os.path.isabs(sys.argv[1]):
        make_engine(Elsewhere(os.getpid(), "block", sys.argv[1]), 1).run(None)
    else:
        unittest.main()
