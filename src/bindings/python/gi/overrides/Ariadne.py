# SPDX-License-Identifier: LGPL-2.1-or-later
"""What makes the library more pleasant from Python: exceptions of one's own classes
arrive with their own text, and the searches of an engine can be gone through.
"""

import atexit
import functools

from gi.module import get_introspection_module
from gi.overrides import _ariadne_process, override
from gi.repository import GLib

Ariadne = get_introspection_module("Ariadne")

__all__ = []


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
    "do_measure_bytes": lambda costs: [float(cost) for cost in costs],
}


def _wrap(cls):
    for name in _RESULTS.keys() & cls.__dict__.keys():
        setattr(cls, name, _in_words(cls.__dict__[name], _RESULTS[name]))


class BytesDomain(Ariadne.BytesDomain):
    def __new__(cls, *arguments, **named):
        self = super().__new__(cls)
        self._made_with = arguments, named
        return self

    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        _wrap(cls)


BytesDomain = override(BytesDomain)
__all__.append("BytesDomain")


class BytesModel(Ariadne.BytesModel):
    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        _wrap(cls)


BytesModel = override(BytesModel)
__all__.append("BytesModel")


class Engine(Ariadne.Engine):
    def __len__(self):
        return self.get_n_searches()

    def __bool__(self):
        return True

    def __iter__(self):
        return (self.get_search(index) for index in range(len(self)))


Engine = override(Engine)
__all__.append("Engine")


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


ProcessEngine = override(ProcessEngine)
__all__.append("ProcessEngine")

make_recipe = _ariadne_process.make_recipe
__all__.append("make_recipe")


# No thread of the library may call an interpreter that is no more.
atexit.register(Ariadne.shut_down)
