# SPDX-License-Identifier: LGPL-2.1-or-later
"""Help, manual pages and completions agree: each command and each option that a program
tells of with --help is in its manual page, and is completed by the shell.
"""

import os
import re
import subprocess
import unittest

SOURCE = os.environ["ARIADNE_SOURCE_DIR"]
COMPLETIONS = os.path.join(SOURCE, "data", "completions", "ariadne")
MANUALS = [os.path.join(SOURCE, "data", folder) for folder in ("man", "desktop")]

# Who takes all options of another command, and says so in its page.
SHARES = {"ariadne serve": "ariadne run"}

COMPLETE = """
. "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
compopt () { :; }
_ariadne
printf '%s\\n' "${COMPREPLY[@]}"
"""


def ask(command):
    return subprocess.run([*command, "--help"], capture_output=True, text=True, check=True,
                          stdin=subprocess.DEVNULL).stdout


def find_options(text):
    """The options that begin a line, long ones alone."""
    return set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.MULTILINE))


def find_commands(text):
    """The words that begin a line, and whether more words follow each."""
    if not re.search(r"^ *(?:Usage: )?.*\bCOMMAND\b", text, re.MULTILINE):
        return {}
    return {name: what == "COMMAND"
            for name, what in re.findall(r"^  ([a-z]+)(?: (\S+))?.*  \S", text, re.MULTILINE)}


def find_all(command=("ariadne",)):
    """Yields each command and its help."""
    text = ask(command)
    yield command, text
    for name in find_commands(text):
        if (*command, name) != ("ariadne", "monitor"):
            yield from find_all((*command, name))


def complete(*words):
    done = subprocess.run(["bash", "-c", COMPLETE, "bash", COMPLETIONS, *words],
                          capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def read_manual(command):
    for folder in MANUALS:
        path = os.path.join(folder, "-".join(command[:2]) + ".1")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as page:
                return page.read().replace("\\-", "-")

    return None


PROGRAMS = list(find_all())
if os.environ.get("ARIADNE_WITH_MONITOR"):
    PROGRAMS.append((("ariadne-monitor",), ask(["ariadne-monitor"])))


class Help(unittest.TestCase):
    def test_all_commands_are_found(self):
        found = {" ".join(command) for command, _ in PROGRAMS}
        for command in "ariadne", "ariadne run", "ariadne expr check", "ariadne model init", \
                       "ariadne optimize", "ariadne worker":
            self.assertIn(command, found)

    def test_manual_pages(self):
        for command, text in PROGRAMS:
            with self.subTest(command=command):
                page = read_manual(command)
                self.assertIsNotNone(page, "there is no manual page")
                shared = SHARES.get(" ".join(command))
                if shared:
                    self.assertRegex(page, shared.replace(" ", "[ -]"))
                    page += read_manual(shared.split())
                for option in find_options(text):
                    self.assertRegex(page, re.escape(option) + r"(?![\w-])")
                for name in find_commands(text):
                    full = " ".join((*command, name))
                    self.assertRegex(page, rf"(?m)^\.(B|SH) ({full}|{name})\b|-{name}\b")

    def test_completed_options(self):
        for command, text in PROGRAMS:
            with self.subTest(command=command):
                completed = {word.rstrip("=") for word in complete(*command, "--")}
                self.assertEqual(completed, find_options(text))

    def test_completed_commands(self):
        for command, text in PROGRAMS:
            commands = set(find_commands(text))
            if commands:
                with self.subTest(command=command):
                    self.assertEqual(complete(*command, ""), commands)
        self.assertEqual(complete("ariadne", "mod"), {"model"})

    def test_completed_values_are_files(self):
        self.assertEqual(complete("ariadne", "plot", "x"), set())


if __name__ == "__main__":
    unittest.main()
