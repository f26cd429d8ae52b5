# SPDX-License-Identifier: LGPL-2.1-or-later
"""Domains and models of one's own in other processes.

These are Python too. They are told the module and the name of a class, and with what
to make it: literals, of which reading makes nothing but what is written there. The
code is what whoever starts the process has, who says by its arguments where modules
are found. Run as a program, this is such a process; its arguments are `worker` or
`server`, the file of the program that starts it, which may be empty, and where
modules are found.
"""

import sys

KIND = "python"
TYPE = "(sss)"

# What the module of the program is called where it is not the program.
MAIN = "__ariadne_main__"

if __name__ == "__main__":
    sys.path[:] = sys.argv[3:]

import ast
import functools
import importlib.machinery
import importlib.util
import os

from gi.repository import GLib

# The file of the program, in a process that works for it; else None.
_program = None


def _get_program():
    """The file of the program, or nothing if it can be imported like any other."""
    module = sys.modules["__main__"]
    spec = getattr(module, "__spec__", None)
    if spec is not None and spec.name != "__main__":
        return ""
    path = getattr(module, "__file__", None)
    return os.path.abspath(path) if path is not None else ""


def _get_module(cls):
    if cls.__module__ != "__main__" or _get_program():
        return cls.__module__
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    if spec is None:
        raise ValueError(f"another process cannot make a {cls.__qualname__}, since the class is "
                         "in no file; expected one that can be imported")
    return spec.name


def _is_literal(value):
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except Exception:  # pylint: disable=broad-except
        return False


def make_recipe(cls, *arguments, **named):
    """What another process needs to make `cls(*arguments, **named)`.

    The class is one of a module, and the arguments are None, booleans, numbers, strings,
    bytes, and lists, tuples, sets and dictionaries of these.
    """
    if "<locals>" in cls.__qualname__:
        raise ValueError(f"another process cannot make a {cls.__qualname__}, since the class is "
                         "inside a function; expected one of a module")
    for name, value in [*enumerate(arguments, 1), *named.items()]:
        if not _is_literal(value):
            raise ValueError(f"another process cannot make a {cls.__qualname__}: argument {name} "
                             f"is a {type(value).__name__}; expected numbers, strings, bytes, "
                             "or lists, tuples, sets and dictionaries of them")
    return GLib.Variant("(sv)", (KIND, GLib.Variant(
        TYPE, (_get_module(cls), cls.__qualname__, repr((arguments, named))))))


def get_command(role):
    """The command of a process that works for an engine, as `worker` or as `server`."""
    if _program is not None:
        raise RuntimeError("a process that searches for this program reads it too, and would "
                           "start others; expected what runs behind "
                           "`if __name__ == \"__main__\":`")
    path = [os.path.abspath(folder) for folder in sys.path]
    return [sys.executable, os.path.abspath(__file__), role, _get_program(), *path]


def _import(name):
    if name != "__main__":
        return importlib.import_module(name)
    if MAIN not in sys.modules:
        loader = importlib.machinery.SourceFileLoader(MAIN, _program)
        module = importlib.util.module_from_spec(importlib.util.spec_from_loader(MAIN, loader))
        sys.modules[MAIN] = module
        loader.exec_module(module)
    return sys.modules[MAIN]


def _explain(exception):
    return f"{type(exception).__name__}: {exception}"


def _make(base, parameters):
    """Makes what a recipe says, if it is a kind of `base`; fails in one sentence."""
    if parameters.get_type_string() != TYPE:
        raise ValueError("the recipe is malformed, expected a module, a class and arguments")
    module, name, text = parameters.unpack()
    shown = _program if module == "__main__" else module
    try:
        cls = _import(module)
    except BaseException as exception:  # pylint: disable=broad-except
        raise ImportError(f"cannot import {shown}: {_explain(exception)}") from exception
    for part in name.split("."):
        cls = getattr(cls, part, None)
    if not isinstance(cls, type) or not issubclass(cls, base):
        raise TypeError(f"{shown} has no class {name} that is an Ariadne.{base.__name__}")
    arguments, named = ast.literal_eval(text)
    try:
        return cls(*arguments, **named)
    except BaseException as exception:  # pylint: disable=broad-except
        raise ValueError(f"cannot make a {name} of {shown}: {_explain(exception)}") from exception


def _in_words(library, function):
    """The error has all that is to be said: not what kind of exception it came in."""

    def wrapper(*arguments):
        try:
            return function(*arguments)
        except Exception as exception:  # pylint: disable=broad-except
            raise GLib.Error(str(exception), GLib.quark_to_string(library.error_quark()),
                             library.Error.FAILED) from exception

    return wrapper


def _make_recipes(library):
    recipes = library.Recipes.new()
    recipes.add_domain("expression", library.ExpressionDomain.make)
    recipes.add_domain("sliding-tiles", library.TilesDomain.make)
    recipes.add_domain(KIND, _in_words(library, functools.partial(_make, library.Domain)))
    recipes.add_model(KIND, _in_words(
        library, lambda parameters, _domain: _make(library.Model, parameters)))
    return recipes


def main(library, role, program):
    """Works for the engine that has started this; returns the status of the process."""
    global _program  # pylint: disable=global-statement
    _program = program
    run = library.worker_run if role == "worker" else library.serve_run
    try:
        run(_make_recipes(library), None, None, 0, 0, None)
    except GLib.Error as error:
        # What else fails is told to the engine.
        if error.matches(library.error_quark(), library.Error.INVALID_ARGUMENT):
            print(error.message, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    import gi

    gi.require_version("Ariadne", "1")
    from gi.overrides import _ariadne_process
    from gi.repository import Ariadne

    sys.exit(_ariadne_process.main(Ariadne, sys.argv[1], sys.argv[2]))
