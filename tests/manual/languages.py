# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the blocks of one language of a page: all in one program, in order.

Each function gets the path of the page, its blocks and an empty folder, in which the
program runs, and returns what every block has printed, or one text for all.
"""

import functools
import os
import subprocess

TIMEOUT = 280  # s, a guard only

# What parts the outputs of blocks.
MARK = "\036"


class Failure(Exception):
    """A program of a page has failed; what it said."""


class Missing(Exception):
    """There is nothing to run a language with."""


def run(command, folder, **environment):
    """Runs a program, and returns what it printed."""
    try:
        done = subprocess.run(command, cwd=folder, env={**os.environ, **environment},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise Failure(f"{command[0]} has not ended in {TIMEOUT} s") from None
    if done.returncode != 0:
        raise Failure(f"status {done.returncode}\n{done.stdout}{done.stderr}")

    return done.stdout


def find(variable):
    """Gets the program that the build has found, if it has."""
    program = os.environ.get(variable)
    if not program:
        raise Missing(f"{variable} names nothing to run it with")

    return program


@functools.cache
def has_module(name):
    """Whether Python has a module; without a Python everything is missing anyway."""
    try:
        run([find("ARIADNE_PYTHON"), "-c", f"import {name}"], "/")
    except Missing:
        return True
    except Failure:
        return False

    return True


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)

    return path


def join(blocks, last=""):
    """The blocks as one text, in which every line has the number that it has on the
    page: messages then say where to look. A last line may be added to each block, in
    place of that which ends it on the page.
    """
    text = ""
    for block in blocks:
        text += "\n" * (block.line - 1 - text.count("\n")) + block.text + last

    return text


def run_python(_page, blocks, folder):
    """Blocks share their names; what each prints is told apart."""
    text = join(blocks, f"print({MARK!r})\n")
    printed = run([find("ARIADNE_PYTHON"), write(folder, "page.py", text)], folder)
    return printed.split(MARK + "\n")[:-1]


def run_js(_page, blocks, folder):
    return run([find("ARIADNE_GJS"), write(folder, "page.js", join(blocks))], folder)


def run_c(page, blocks, folder):
    text = "".join(f'#line {b.line} "{page}"\n{b.text}' for b in blocks)
    flags = run(["pkg-config", "--cflags", "--libs", "ariadne-1"], folder).split()
    run([*find("ARIADNE_CC").split(), "-Wall", "-Werror", write(folder, "page.c", text), *flags,
         "-o", "page"], folder)

    return run(["./page"], folder)


def run_vala(_page, blocks, folder):
    source = write(folder, "page.vala", join(blocks))
    flags = run(["pkg-config", "--cflags", "--libs", "ariadne-1"], folder).split()
    run([*find("ARIADNE_VALAC").split(), "-q", "--pkg=ariadne-1", "-X", "-w",
         *(word for flag in flags for word in ("-X", flag)), "-o", "page", source], folder)

    return run(["./page"], folder)


def run_sh(_page, blocks, folder):
    """Blocks share their variables and their folder; a command that fails ends it."""
    text = "set -eu\n" + "".join(f"{block.text}printf '\\036'\n" for block in blocks)
    return run(["sh", write(folder, "page.sh", text)], folder).split(MARK)[:-1]


LANGUAGES = {
    "python": run_python,
    "js": run_js,
    "c": run_c,
    "vala": run_vala,
    "sh": run_sh,
}
