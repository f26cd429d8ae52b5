# SPDX-License-Identifier: LGPL-2.1-or-later
"""What makes the library more pleasant from Python: exceptions of one's own classes
arrive with their own text, and the searches of an engine can be gone through.
"""

import functools

from gi.module import get_introspection_module
from gi.overrides import override
from gi.repository import GLib

Ariadne = get_introspection_module("Ariadne")

__all__ = []


def _in_words(function):
    """Any exception as one that the library passes on."""

    @functools.wraps(function)
    def wrapper(*arguments):
        try:
            return function(*arguments)
        except GLib.Error:
            raise
        except Exception as exception:  # pylint: disable=broad-except
            raise GLib.Error(
                f"{type(exception).__name__}: {exception}",
                GLib.quark_to_string(Ariadne.error_quark()),
                Ariadne.Error.FAILED) from exception

    return wrapper


def _wrap(cls, names):
    for name in names:
        if name in cls.__dict__:
            setattr(cls, name, _in_words(cls.__dict__[name]))


class BytesDomain(Ariadne.BytesDomain):
    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        _wrap(cls, ["do_expand_bytes", "do_measure_bytes"])


BytesDomain = override(BytesDomain)
__all__.append("BytesDomain")


class BytesModel(Ariadne.BytesModel):
    def __init_subclass__(cls, **arguments):
        super().__init_subclass__(**arguments)
        _wrap(cls, ["do_evaluate_bytes"])


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
