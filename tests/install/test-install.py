# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is installed works from any place: it is installed below a temporary root, as
packages are made, and used from there with no other variables than those that the
README names.
"""

import os
import subprocess
import sys
import tempfile
import unittest

BUILD = os.environ["ARIADNE_BUILD_DIR"]
SOURCE = os.environ["ARIADNE_SOURCE_DIR"]
PREFIX = os.environ["ARIADNE_TEST_PREFIX"]
LIBDIR = os.environ["ARIADNE_TEST_LIBDIR"]
PYTHON = os.environ.get("ARIADNE_PYTHON")
VALAC = os.environ.get("ARIADNE_VALAC")
WITH = os.environ["ARIADNE_TEST_WITH"].split()

MODEL = "--model=fake --gnn-budget=400 --quiet --save-path="


def needs(part):
    return unittest.skipUnless(part in WITH, f"this build has no {part}")


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # pylint: disable=consider-using-with
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        subprocess.run(["meson", "install", "--quiet", "--no-rebuild", "-C", BUILD,
                        "--destdir", cls.folder.name], check=True, stdout=subprocess.DEVNULL)
        cls.root = cls.folder.name + PREFIX
        cls.home = os.path.join(cls.folder.name, "home")
        os.mkdir(cls.home)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def run_here(self, command, **variables):
        """Runs a program in an empty folder, with hardly any environment."""
        environment = {"PATH": self.path("bin") + ":/usr/bin:/bin", "HOME": self.home,
                       "LANG": "C.UTF-8", **variables}
        done = subprocess.run(command, cwd=self.home, env=environment, capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")

        return done.stdout

    def get_bindings(self):
        """The variables that the README names."""
        return {
            "LD_LIBRARY_PATH": self.path(LIBDIR),
            "GI_TYPELIB_PATH": self.path(LIBDIR, "girepository-1.0"),
            "PYTHONPATH": self.path("lib", "python3", "dist-packages"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def test_program_finds_its_data(self):
        self.assertRegex(self.run_here(["ariadne", "--version"]), "^ariadne ")
        self.assertIn("gemm", self.run_here(["ariadne", "expr", "list", "blas"]))

    def test_program_runs_in_threads_and_processes(self):
        for engine in "thread", "process":
            output = self.run_here(["ariadne", "run", f"--engine={engine}", *MODEL.split(),
                                    "--csv"])
            self.assertIn(",true,", output)

    def test_python_of_ray(self):
        self.assertTrue(os.path.exists(self.path("share", "ariadne", "python", "ariadne_ray",
                                                 "__init__.py")))

    def test_compiler(self):
        flags = self.run_here(["pkg-config", "--cflags", "--libs", "ariadne-1"],
                              PKG_CONFIG_PATH=self.path(LIBDIR, "pkgconfig"))
        self.assertIn(f"-I{PREFIX}/include/ariadne-1", flags)
        # pkg-config knows where it will be, not that it is below a root.
        flags = flags.replace(f"-I{PREFIX}/", f"-I{self.root}/")
        flags = flags.replace(f"-L{PREFIX}/", f"-L{self.root}/")
        source = os.path.join(SOURCE, "tests", "examples", "search-a-file.c")
        self.run_here(["cc", source, "-o", "search-a-file", f"-L{self.path(LIBDIR)}",
                       *flags.split()])
        output = self.run_here(["./search-a-file", self.path("share/ariadne/expressions/blas.kso"),
                                "random:hidden=8,propagations=2"],
                               LD_LIBRARY_PATH=self.path(LIBDIR))
        self.assertIn("gemm", output)

    @needs("introspection")
    def test_python(self):
        search = [PYTHON, os.path.join(SOURCE, "tests/examples/own-search.py")]
        output = self.run_here(search, **self.get_bindings())
        self.assertEqual(len(output.splitlines()), 4)
        self.assertEqual(self.run_here([*search, "2"], **self.get_bindings()), output)
        where = self.run_here([PYTHON, "-c",
                               "from gi.repository import Ariadne; import gi.overrides.Ariadne;"
                               "print(gi.overrides.Ariadne.__file__)"], **self.get_bindings())
        self.assertTrue(where.startswith(self.root), where)

    @needs("Vala")
    def test_vala(self):
        source = os.path.join(SOURCE, "tests", "examples", "own-search.vala")
        self.run_here([VALAC.split()[0], "-q", "-C", "-d", self.home, source,
                       "--vapidir", self.path("share", "vala", "vapi"), "--pkg=ariadne-1"])
        self.assertTrue(os.path.exists(os.path.join(self.home, "own-search.c")))

    @needs("monitor")
    def test_monitor(self):
        schemas = self.path("share", "glib-2.0", "schemas")
        self.run_here(["glib-compile-schemas", "--strict", schemas])
        self.assertIn("Usage:", self.run_here(["ariadne-monitor", "--help"]))
        listed = self.run_here(["gsettings", "list-keys", "org.ariadne.Ariadne"],
                               XDG_DATA_DIRS=self.path("share") + ":/usr/share")
        self.assertIn("window", listed)
        for part in "applications/org.ariadne.Ariadne.desktop", \
                    "dbus-1/services/org.ariadne.Ariadne.service", \
                    "metainfo/org.ariadne.Ariadne.metainfo.xml", \
                    "icons/hicolor/scalable/apps/org.ariadne.Ariadne.svg":
            self.assertTrue(os.path.exists(self.path("share", part)), part)

    @needs("manual")
    def test_manual(self):
        for page in "index.html", "tutorial.html", "class.BytesDomain.html", \
                    "ariadne-1.devhelp2":
            self.assertTrue(os.path.exists(self.path("share", "doc", "ariadne-1", page)), page)

    def test_completions(self):
        self.assertTrue(os.path.exists(self.path("share", "bash-completion", "completions",
                                                 "ariadne")))


class Devenv(unittest.TestCase):
    """The same without installing anything."""

    def run_there(self, *command):
        done = subprocess.run(["meson", "devenv", "-C", BUILD, *command], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

        return done.stdout

    def test_program(self):
        self.assertIn("gemm", self.run_there("ariadne", "expr", "list", "blas"))

    @needs("introspection")
    def test_python(self):
        self.run_there(PYTHON, "-c", "from gi.repository import Ariadne; Ariadne.ThreadEngine.new(2)")

    @needs("monitor")
    def test_monitor(self):
        self.assertIn("Usage:", self.run_there("ariadne-monitor", "--help"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
