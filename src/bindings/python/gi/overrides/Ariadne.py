# SPDX-License-Identifier: LGPL-2.1-or-later
"""What makes the library more pleasant from Python.

- Exceptions of one's own classes arrive with their own text, and these may return
  `bytes` and numpy arrays where GLib.Bytes are wanted.
- A domain may be written with lists of `bytes`; see BytesDomain.
- What ends in `_async` can be awaited, in what :func:`run` runs.
- What must be closed or stopped can be used in a `with` statement.
- The searches of an engine and the states of a search can be gone through.
- numpy sees the values of a matrix, and by :func:`view` those of bytes, where they
  are: nothing is copied.
"""

import array
import asyncio
import atexit
import functools
import itertools
import math
import selectors

from gi._ossighelper import wakeup_on_signal
from gi.module import get_introspection_module
from gi.overrides import _ariadne_process, override
from gi.repository import Gio, GLib

Ariadne = get_introspection_module("Ariadne")

__all__ = []


def _export(thing):
    """Makes a class take the place of its parent, and a function one of the module."""
    if isinstance(thing, type) and issubclass(thing, getattr(Ariadne, thing.__name__, ())):
        thing = override(thing)
    __all__.append(thing.__name__)
    return thing


# Classes of one's own


def _in_words(function, convert):
    """Any exception as one that the library passes on, and the result as it wants it."""

    @functools.wraps(function)
    def wrapper(*arguments):
        try:
            return convert(function(*arguments))
        except GLib.Error:
            raise
        except BaseException as exception:  # pylint: disable=broad-except
            raise GLib.Error(
                f"{type(exception).__name__}: {exception}",
                GLib.quark_to_string(Ariadne.error_quark()),
                Ariadne.Error.FAILED) from exception

    return wrapper


def _to_bytes(data):
    return data if isinstance(data, GLib.Bytes) else GLib.Bytes.new(memoryview(data).tobytes())


def _to_text(text):
    if not isinstance(text, str):
        raise TypeError(f"expected a str, not {type(text).__name__}")
    return text


_RESULTS = {
    "do_describe_bytes": _to_text,
    "do_evaluate_bytes": _to_bytes,
    "do_expand_bytes": lambda neighbours: [_to_bytes(state) for state in neighbours],
    "do_expand_packed": lambda packed: tuple(_to_bytes(data) for data in packed),
    "do_measure_bytes": lambda costs: [float(cost) for cost in costs],
    "do_measure_packed": _to_bytes,
}


def _wrap(cls):
    for name in _RESULTS.keys() & cls.__dict__.keys():
        setattr(cls, name, _in_words(cls.__dict__[name], _RESULTS[name]))


@_export
def pack(parts):
    """Strings of bytes as one, and where they begin and the last one ends.

    Returns both as GLib.Bytes, as `do_expand_packed` gives neighbours.
    """
    parts = list(parts)
    offsets = array.array("I", itertools.accumulate(map(len, parts), initial=0))
    return GLib.Bytes.new(b"".join(parts)), GLib.Bytes.new(offsets.tobytes())


@_export
def unpack(data, offsets):
    """The strings of bytes that :func:`pack` has packed, as a list."""
    data = data.get_data()
    ends = memoryview(offsets.get_data()).cast("I")
    return [data[start:end] for start, end in itertools.pairwise(ends)]


def _expand_packed(self, _n_states, states, offsets):
    lists = self.expand_list(unpack(states, offsets))
    neighbours, ends = pack(itertools.chain.from_iterable(lists))
    return neighbours, GLib.Bytes.new(array.array("I", map(len, lists)).tobytes()), ends


def _measure_packed(self, _n_states, states, offsets):
    costs = self.measure_list(unpack(states, offsets))
    return GLib.Bytes.new(array.array("d", costs).tobytes())


@_export
class BytesDomain(Ariadne.BytesDomain):
    """Beside what the library calls, a class may have these, which cost less.

    `expand_list(self, states)` is given a list of states, each as `bytes`, and gives
    the list of neighbours of each. `measure_list(self, states)` is given such a list
    and gives a cost for each.
    """

    def __new__(cls, *arguments, **named):
        self = super().__new__(cls)
        self._made_with = arguments, named
        return self

    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        if "expand_list" in cls.__dict__:
            cls.do_expand_packed = _expand_packed
        if "measure_list" in cls.__dict__:
            cls.do_measure_packed = _measure_packed
        _wrap(cls)


@_export
class BytesModel(Ariadne.BytesModel):
    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        _wrap(cls)


# Memory


class _Memory:
    """What numpy is told of bytes: where they are, and by holding them that they stay."""

    def __init__(self, data):
        size = data.get_size()
        self.data = data
        self.__array_interface__ = {
            "version": 3,
            "shape": (size,),
            "typestr": "|u1",
            # Nothing is anywhere, which numpy does not believe.
            "data": (data.get_region(1, 0, size) or id(self), True),
        }


@_export
def view(data, dtype="uint8"):
    """The values in a GLib.Bytes as a numpy array of one dimension, read-only.

    Nothing is copied, and the bytes stay as long as the array does.
    """
    import numpy  # only those who call this need it

    return numpy.asarray(_Memory(data)).view(dtype)


@_export
class Matrix(Ariadne.Matrix):
    @property
    def __array_interface__(self):
        """numpy.asarray(matrix) is the matrix itself, read-only, and keeps it."""
        shape = self.get_n_rows(), self.get_n_columns()
        values = self.get_bytes()
        return {
            "version": 3,
            "shape": shape,
            "typestr": "=f4",
            "data": (values.get_region(1, 0, values.get_size()), True),
        }

    def __len__(self):
        return self.get_n_rows()

    def __bool__(self):
        return True


# Waiting


class _Selector(selectors.BaseSelector):
    """Waits in the default main context: what GLib has to do goes on meanwhile."""

    def __init__(self):
        self.keys = {}  # by file descriptor
        self.watches = {}  # the same; numbers of sources
        self.ready = {}  # the same; events that were seen

    def _saw(self, fd, condition):
        events = 0
        if condition & ~GLib.IOCondition.OUT:
            events |= selectors.EVENT_READ
        if condition & ~GLib.IOCondition.IN:
            events |= selectors.EVENT_WRITE
        self.ready[fd] = events & self.keys[fd].events
        return GLib.SOURCE_CONTINUE

    def register(self, fileobj, events, data=None):
        fd = fileobj if isinstance(fileobj, int) else fileobj.fileno()
        if fd in self.keys:
            raise KeyError(f"{fileobj!r} is registered already")
        condition = GLib.IOCondition.ERR | GLib.IOCondition.HUP
        if events & selectors.EVENT_READ:
            condition |= GLib.IOCondition.IN
        if events & selectors.EVENT_WRITE:
            condition |= GLib.IOCondition.OUT
        self.keys[fd] = selectors.SelectorKey(fileobj, fd, events, data)
        self.watches[fd] = GLib.unix_fd_add_full(GLib.PRIORITY_DEFAULT, fd, condition, self._saw)
        return self.keys[fd]

    def unregister(self, fileobj):
        key = self.get_key(fileobj)
        GLib.source_remove(self.watches.pop(key.fd))
        return self.keys.pop(key.fd)

    def select(self, timeout=None):
        """Returns after one turn, whatever came: it may have finished a future."""
        timer = None
        if timeout is not None and timeout > 0:
            timer = GLib.Timeout(math.ceil(1000 * timeout))
            timer.set_callback(lambda *_arguments: GLib.SOURCE_REMOVE)
            timer.attach(None)
        GLib.MainContext.default().iteration(timeout is None or timeout > 0)
        if timer is not None:
            timer.destroy()
        ready, self.ready = self.ready, {}
        return [(self.keys[fd], events) for fd, events in ready.items() if fd in self.keys]

    def get_key(self, fileobj):
        return self.keys[fileobj if isinstance(fileobj, int) else fileobj.fileno()]

    def get_map(self):
        return {key.fileobj: key for key in self.keys.values()}

    def close(self):
        for fd in list(self.keys):
            self.unregister(fd)


@_export
class EventLoop(asyncio.SelectorEventLoop):
    """A loop of asyncio that turns the default main context, as all of GLib needs."""

    def __init__(self):
        super().__init__(_Selector())


@_export
def run(main):
    """Runs a coroutine as asyncio.run() does, in a loop in which the library goes on."""
    with wakeup_on_signal(), asyncio.Runner(loop_factory=EventLoop) as runner:
        return runner.run(main)


async def _wait(start, finish, cancellable):
    """Waits for what is started; it has ended, one way or another, when this ends.

    If the task that waits is cancelled, what it waits for is cancelled.
    """
    loop = asyncio.get_running_loop()
    if not isinstance(loop, EventLoop):
        raise RuntimeError("expected a loop that turns the main context of GLib: "
                           "use Ariadne.run() in place of asyncio.run()")
    cancellable = cancellable or Gio.Cancellable()
    ended = loop.create_future()
    start(cancellable, lambda _source, result: ended.set_result(result))
    cancellation = None
    while not ended.done():
        try:
            await asyncio.wait([ended])
        except asyncio.CancelledError as error:
            cancellation = error
            cancellable.cancel()
    try:
        value = finish(ended.result())
    except GLib.Error:
        if cancellation is None:
            raise
    if cancellation is not None:
        raise cancellation
    return value


def _awaitable(cls, name, n_arguments):
    """A function that is awaited if it is given no callback.

    Up to the cancellable, which may be left out, it has `n_arguments`.
    """
    begin = getattr(cls, f"{name}_async")
    end = getattr(cls, f"{name}_finish")

    @functools.wraps(begin)
    def function(self, *arguments, cancellable=None, **named):
        if len(arguments) > n_arguments + 1 or "callback" in named:
            if cancellable is not None:
                named["cancellable"] = cancellable
            return begin(self, *arguments, **named)
        if len(arguments) > n_arguments:
            cancellable = arguments[n_arguments]
        start = functools.partial(begin, self, *arguments[:n_arguments], **named)
        return _wait(start, functools.partial(end, self), cancellable)

    return function


# Engines, searches and what they need


class _Closing:
    """For a `with` statement, at whose end it is closed."""

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()


@_export
class Engine(Ariadne.Engine):
    run_async = _awaitable(Ariadne.Engine, "run", 0)

    def __len__(self):
        return self.get_n_searches()

    def __bool__(self):
        return True

    def __iter__(self):
        return (self.get_search(index) for index in range(len(self)))


@_export
class Search(Ariadne.Search):
    run_async = _awaitable(Ariadne.Search, "run", 1)

    def visited(self):
        """Goes through the states that were visited, in the order of discovery."""
        return (self.get_visited(index) for index in range(self.get_n_visited()))


@_export
class Experiment(Ariadne.Experiment):
    run_async = _awaitable(Ariadne.Experiment, "run", 0)


@_export
class Optimizer(Ariadne.Optimizer):
    run_async = _awaitable(Ariadne.Optimizer, "run", 0)


@_export
class ConnectedFunction(_Closing, Ariadne.ConnectedFunction):
    call_async = _awaitable(Ariadne.ConnectedFunction, "call", 2)


@_export
class Connection(_Closing, Ariadne.Connection):
    pass


@_export
class Queue(_Closing, Ariadne.Queue):
    pass


@_export
class RunLog(_Closing, Ariadne.RunLog):
    pass


@_export
class StaticEngine(_Closing, Ariadne.StaticEngine):
    pass


@_export
class RayCluster(_Closing, Ariadne.RayCluster):
    pass


@_export
class Server(Ariadne.Server):
    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()


@_export
class ProcessEngine(Ariadne.ProcessEngine):
    @staticmethod
    def new_python(domain, n_workers):
        """Makes an engine whose processes are Python and import the class of `domain`.

        They make a domain of the class with the arguments that this one was made with,
        which must be literals, see make_recipe(). What a program does beside defining
        things must be behind `if __name__ == "__main__":`. What processes print is not
        shown, but for what goes to standard error.

        Models are evaluated in this process, or in others if they are added with
        `add_far_server(Ariadne.make_recipe(Class, ...), ...)`.
        """
        if isinstance(domain, BytesDomain):
            arguments, named = domain._made_with
            domain.props.recipe = make_recipe(type(domain), *arguments, **named)
        commands = [_ariadne_process.get_command(role) for role in ("worker", "server")]
        return Ariadne.ProcessEngine.new(*commands, n_workers)


make_recipe = _export(_ariadne_process.make_recipe)


# No thread of the library may call an interpreter that is no more.
atexit.register(Ariadne.shut_down)
