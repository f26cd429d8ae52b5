# SPDX-License-Identifier: LGPL-2.1-or-later
"""What runs the pages of the manual notices when one of them is wrong."""

import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run-pages")


def run_page(text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "page.md")
        with open(path, "w", encoding="utf-8") as page:
            page.write(text)
        return subprocess.run([PROGRAM, path], capture_output=True, text=True, check=False)


class Pages(unittest.TestCase):
    def passes(self, text):
        done = run_page(text)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^ok 1 - page.md sh$")

    def fails(self, text, words):
        done = run_page(text)
        self.assertRegex(done.stdout, r"(?m)^not ok 1 - page.md sh$")
        self.assertIn(words, done.stdout)

    def test_a_page_that_is_right(self):
        self.passes("Text\n\n```sh\na=3\n```\n```sh\necho $a\n```\n```text\n3\n```\n")
        self.passes("```sh\necho one two three\n```\n```text\none … three\n```\n")

    def test_another_output(self):
        self.fails("```sh\necho 3\n```\n```text\n4\n```\n", "line 2 prints")
        self.fails("```sh\necho one two\n```\n```text\none … three\n```\n", "line 2 prints")

    def test_a_command_that_fails(self):
        self.fails("```sh\nfalse\n```\n", "status 1")
        self.fails("```sh\necho $unset\n```\n", "unset")

    def test_text_elsewhere_is_no_output(self):
        done = run_page("```sh\necho 3\n```\n\n```text\n4\n```\n")
        self.assertIn("“text” is no language", done.stderr)
        self.assertNotEqual(done.returncode, 0)

    def test_what_is_not_run_says_why(self):
        done = run_page('```{.sh not-run="two machines"}\nfalse\n```\n')
        self.assertEqual(done.stdout, "# page.md:2: not run: two machines\n1..0\n")
        done = run_page("```fortran\nSTOP\n```\n")
        self.assertIn("expected the reason why not", done.stderr)
        self.assertNotEqual(done.returncode, 0)

    def test_a_block_without_an_end(self):
        done = run_page("```sh\necho 3\n")
        self.assertIn("a block without an end", done.stderr)
        self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
