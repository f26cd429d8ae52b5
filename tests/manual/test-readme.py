# SPDX-License-Identifier: LGPL-2.1-or-later
"""The commands that the README shows work as they stand there: those of the program are
run one after the other in one folder, in which the files are that it speaks of. Runs
are only planned, for they take minutes. What is not run is listed, with the reason.
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ["ARIADNE_SOURCE_DIR"]
DATA = os.path.join(SOURCE, "data", "expressions")

NOT_RUN = {
    r"build-aux/": "is what runs the tests",
    r"ariadne (serve|worker) ": "processes that wait for each other; tests/cli/test-join.c runs them",
    r"ariadne run --device=cuda|ariadne model info .*--precision=": "needs a GPU",
    r"(ariadne run .*)?--engine=ray|ray |export RAY_|export PATH=\S*ray": "needs Ray",
    r"python3 -m venv": "downloads",
    r"ariadne monitor|gapplication ": "needs a display; tests/monitor runs them",
    r"meson devenv|python3 tests/examples": "tests/install and tests/bindings run them",
    r"P=|export (PATH|GI_TYPELIB_PATH|XDG_DATA_DIRS)=": "tests/install does it",
}

PROGRAM = "(def NAME Float (x : Float) (add (mul x 1.0) 0.0))\n"


def read_commands():
    """The lines of the README that are commands: indented, but not in a block of C."""
    commands = []
    fenced = False
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as readme:
        for number, line in enumerate(readme, 1):
            fenced ^= line.startswith("```")
            if line.startswith("    ") and not fenced:
                commands.append((number, re.split(r"  +#", line.strip())[0]))

    return commands


def get_reason(command):
    return next((why for pattern, why in NOT_RUN.items() if re.match(pattern, command)), None)


def make_files(folder):
    with open(os.path.join(DATA, "blas.kso"), encoding="utf-8") as blas:
        text = blas.read()
    for name, contents in ("FILE", text + PROGRAM), ("A", PROGRAM), ("B", PROGRAM):
        with open(os.path.join(folder, name + ".kso"), "w", encoding="utf-8") as file:
            file.write(contents)
    run("ariadne run --model=fake --gnn-budget=200 --skip-sync --engine=thread --quiet"
        " --save-path= --log=run.jsonl", folder)


def run(command, folder):
    return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, check=False, timeout=120)


class Readme(unittest.TestCase):
    def test_commands(self):
        n_run = 0
        with tempfile.TemporaryDirectory() as folder:
            make_files(folder)
            for number, command in read_commands():
                reason = get_reason(command)
                if reason:
                    print(f"README.md:{number}: not run, {reason}: {command}")
                    continue
                if command.startswith("ariadne run"):
                    command = command.replace("ariadne run", "ariadne run --dry-run", 1)
                    command = command.replace("--log=run.jsonl", "--log=dry.jsonl")
                n_run += 1
                done = run(command, folder)
                self.assertEqual(done.returncode, 0,
                                 f"README.md:{number}: {command}\n{done.stdout}{done.stderr}")
            self.assertTrue(os.path.exists(os.path.join(folder, "results.svg")))
        self.assertGreater(n_run, 20)

    def test_reasons_are_needed(self):
        commands = [command for _, command in read_commands()]
        for pattern in NOT_RUN:
            self.assertTrue(any(re.match(pattern, command) for command in commands), pattern)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
