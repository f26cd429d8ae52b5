# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads the code blocks of a page of the manual.

A block begins with ``` and its language, or with the language and more in braces:

    ```{.python needs="torch"}      is skipped where Python has no torch
    ```{.sh not-run="two machines"} is not run, for this reason

A block of the language text that comes straight after another one is what that one
prints; in it, … stands for anything.
"""

import dataclasses
import re

FENCE = re.compile(r"^```(?:\{\.(?P<language>\S+)(?P<words>[^}]*)\}|(?P<plain>\S*))\s*$")
WORD = re.compile(r'([\w-]+)="([^"]*)"')


@dataclasses.dataclass
class Block:
    """A piece of a page, and what is to become of it."""

    language: str
    line: int  # of its first line of text, from 1
    text: str
    words: dict
    output: str = None  # what it prints, if the page says so

    def is_run(self):
        return "not-run" not in self.words

    def matches(self, output):
        """Whether it has printed what the page says that it does."""
        if self.output is None:
            return True
        pattern = ".*".join(re.escape(part) for part in self.output.split("…"))
        return re.fullmatch(pattern, output, re.DOTALL) is not None


def read_blocks(path):
    """Gets the blocks of a page in order."""
    blocks = []
    block = None
    end = 0
    with open(path, encoding="utf-8") as page:
        for number, line in enumerate(page, 1):
            fence = FENCE.match(line)
            if block is not None and line.rstrip() == "```":
                is_output = block.language == "text" and block.is_run()
                if is_output and blocks and end == block.line - 2:
                    blocks[-1].output = block.text
                else:
                    blocks.append(block)
                end = number
                block = None
            elif block is not None:
                block.text += line
            elif fence:
                language = fence["language"] or fence["plain"]
                block = Block(language, number + 1, "", dict(WORD.findall(fence["words"] or "")))
    if block is not None:
        raise SystemExit(f"{path}:{block.line}: a block without an end")

    return blocks
