"""Tests lib/src/notebooks/notebooks.py with any Python from 3.11 on.

Shell scripts stand for the Pythons, which each machine has in another version or not at all, and modules of a few lines for
Jupyter's, which only the notebooks' environment has.
"""

import ast
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
from pathlib import Path
from unittest import mock

SCRIPT = Path(__file__).resolve().parents[2] / "notebooks" / "notebooks.py"
sys.path.insert(0, str(SCRIPT.parent))
import notebooks  # noqa: E402

NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
posix = unittest.skipIf(os.name == "nt", "shell scripts stand for Pythons")


def wait_for(path):
    end = time.monotonic() + 30
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.05)


class InProject(unittest.TestCase):
    """A test in a project folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.project = Path(folder.name).resolve()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.project)
        self.write("notebooks/requirements.txt", "jjava==1.0a8\n")
        self.kernel = self.project / ".venv/share/jupyter/kernels/java"

    def write(self, name, text):
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return path

    def python(self, version, pip=None, inside="true"):
        """A script that answers the question for its version, and makes an environment whose pip does as it is told."""
        pip = pip or f"mkdir -p {self.kernel} && touch {self.kernel}/jjava.jar"
        script = self.write(f"python-{version}", "")
        script.write_text(
            "#!/bin/sh\n"
            'case "$1 $2" in\n'
            f"-c*) echo python {version} {script};;\n"
            '*venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python";;\n'
            f"*pip) {pip};;\n"
            f"-u*) shift 2; {inside};;\n"
            "esac\n"
        )
        script.chmod(0o755)
        return str(script), tuple(int(n) for n in version.split("."))


@posix
class SetUpTest(InProject):
    def set_up(self, python, wanted=None):
        with contextlib.redirect_stdout(io.StringIO()) as log:
            try:
                return notebooks.set_up(self.project, wanted or python[0], "/jdk", 17, python)
            finally:
                self.made = log.getvalue().count("Making ")

    def fails(self, python, *words):
        with self.assertRaises(notebooks.Problem) as problem:
            self.set_up(python)
        for word in words:
            self.assertIn(word, str(problem.exception))
        return str(problem.exception)

    def test_makes_the_environment_once_and_registers_the_kernel(self):
        python = self.python("3.11.7")
        self.write("target/jars/b.jar", "")
        self.write("target/jars/a.jar", "")
        self.assertTrue(os.access(self.set_up(python), os.X_OK))
        self.assertEqual(1, self.made)
        kernel = json.loads((self.kernel / "kernel.json").read_text())
        self.assertEqual(("java", "Java", "message"), tuple(kernel[k] for k in ("language", "display_name", "interrupt_mode")))
        self.assertIn("--add-modules=jdk.incubator.vector", kernel["argv"])
        target = self.project / "target"
        path = os.pathsep.join(str(target / part) for part in ("classes", "jars/a.jar", "jars/b.jar"))
        self.assertEqual({"JJAVA_CLASSPATH": path}, kernel["env"])
        for wanted in (python[0], "python3", "python"):
            self.set_up(python, wanted)
            self.assertEqual(0, self.made)

    def test_makes_it_anew_for_other_requirements_or_another_python_that_was_asked_for(self):
        self.set_up(self.python("3.11.7"))
        self.write(".venv/lib/leftover", "")
        self.write("notebooks/requirements.txt", "jjava==1.0a9\n")
        self.set_up(self.python("3.11.7"))
        self.assertEqual(1, self.made)
        self.assertFalse((self.project / ".venv/lib").exists())
        self.set_up(self.python("3.12.1"), "python3")
        self.assertEqual(0, self.made, "no Python was asked for")
        self.set_up(self.python("3.12.1"))
        self.assertEqual(1, self.made)

    def test_makes_it_anew_where_its_python_is_gone(self):
        python = self.python("3.11.7")
        self.set_up(python).unlink()
        self.set_up(python, "python3")
        self.assertEqual(1, self.made)

    def test_a_failed_making_shows_the_last_lines_and_is_begun_anew(self):
        problem = self.fails(self.python("3.11.7", "seq 1 100; exit 3"), "pip cannot install", "exit code 3", "\n89\n", "\n100")
        self.assertNotIn("\n88\n", problem)
        self.set_up(self.python("3.11.7"))
        self.assertEqual(1, self.made)

    def test_leaves_an_environment_of_others_alone(self):
        mine = self.write(".venv/mine", "")
        self.fails(self.python("3.11.7"), "was not made by this build")
        self.assertTrue(mine.exists())

    def test_says_how_to_mend_an_environment_without_a_kernel(self):
        self.set_up(self.python("3.11.7"))
        (self.kernel / "jjava.jar").unlink()
        self.fails(self.python("3.11.7"), "has no jjava.jar: remove .venv")

    def test_names_a_python_that_is_too_old(self):
        old = self.python("3.8.18")
        said = f"the notebooks need Python 3.11 or newer, but {old[0]} is Python 3.8.18; name another with -Dpython=/path/to/python3"
        self.assertEqual(said, self.fails(old))
        self.assertFalse((self.project / ".venv").exists())

    def test_takes_another_python_for_one_that_is_too_old_and_was_not_asked_for(self):
        with mock.patch.object(notebooks, "NAMES", ["no-such-python", self.python("3.9.2")[0], self.python("3.12.1")[0]]):
            self.set_up(self.python("3.8.18"), "python3")
        self.assertTrue((self.project / ".venv/proximal.txt").read_text().endswith("3.12.1 %s\n" % self.python("3.12.1")[0]))

    def test_says_to_install_one_where_each_python_is_too_old(self):
        with mock.patch.object(notebooks, "NAMES", ["no-such-python", self.python("3.9.2")[0], "false"]):
            with self.assertRaisesRegex(notebooks.Problem, "is Python 3.8.18; install one, or name one with -Dpython"):
                self.set_up(self.python("3.8.18"), "python3")

    def test_names_no_option_that_the_java_of_the_kernel_does_not_know(self):
        self.assertNotIn("--enable-native-access=ALL-UNNAMED", notebooks.kernel_command("/jdk", 17))
        self.assertIn("--enable-native-access=ALL-UNNAMED", notebooks.kernel_command("/jdk", 25))

    def test_an_old_python_can_read_the_script(self):
        ast.parse(SCRIPT.read_text(), feature_version=(3, 6))


@posix
class CommandTest(InProject):
    """A script stands for the Python of the environment: it writes down what it was started with, and exits as it is told."""

    def command(self, *arguments, code=0, environment=None):
        python = self.python("3.11.7", inside='echo "$PROXIMAL_FAST: $@" > started; exit $(cat code)')
        self.write("code", str(code))
        with contextlib.redirect_stdout(io.StringIO()) as out, mock.patch.dict(os.environ, environment or {}):
            result = notebooks.main([*arguments, "--python=" + python[0]], python)
        self.out = out.getvalue()
        started = self.project / "started"
        self.started = started.read_text().strip() if started.exists() else None
        return result

    def test_opens_jupyterlab_with_options_of_ones_own(self):
        self.assertEqual(0, self.command("lab", "--lab= --port 8889  --no-browser"))
        self.assertTrue(self.started.startswith(": lab --lab= --port 8889  --no-browser"), self.started)
        self.assertIn("Full mode", self.out)

    def test_jupyterlab_is_fast_where_that_is_asked_for(self):
        for arguments, environment in ((["--fast=true"], {}), ([], {"PROXIMAL_FAST": "1"})):
            self.command("lab", *arguments, environment=environment)
            self.assertTrue(self.started.startswith("1: lab"), self.started)
            self.assertIn("Fast mode", self.out)
        self.command("lab", "--fast=false", environment={"PROXIMAL_FAST": ""})
        self.assertTrue(self.started.startswith(": lab"), self.started)

    def test_the_notebooks_are_fast_unless_the_full_mode_is_asked_for(self):
        self.command("run", "--full=false")
        self.assertTrue(self.started.startswith("1: run"), self.started)
        self.assertIn("Fast mode", self.out)
        self.command("run", "--full=true", environment={"PROXIMAL_FAST": "1"})
        self.assertTrue(self.started.startswith(": run"), self.started)
        self.assertIn("Full mode", self.out)

    def test_what_fails_inside_fails_the_build(self):
        for command in ("lab", "run"):
            self.assertEqual(notebooks.FAILED, self.command(command, code=1))
            self.assertTrue((self.project / "target/notebooks-failed").exists())
            self.assertEqual(0, self.command(command))
            self.assertFalse((self.project / "target/notebooks-failed").exists())

    def test_what_it_started_ends_with_it(self):
        self.command("run")
        ends = {
            "input": lambda process: process.stdin.close(),
            "Ctrl-C": lambda process: process.send_signal(signal.SIGINT),
            "kill": lambda process: process.terminate(),
        }
        for name, end in ends.items():
            inside = f"touch 'started {name}'; cat; touch 'ended {name}'"
            (self.project / ".venv/bin/python").write_text(f"#!/bin/sh\n{inside}\n")
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
            with subprocess.Popen([sys.executable, "-B", str(SCRIPT), "run"], **pipes) as process:
                wait_for(self.project / f"started {name}")
                end(process)
                try:
                    process.wait(20)
                finally:
                    process.kill()
                self.assertNotIn(b"Traceback", process.stdout.read(), name)
            self.assertTrue((self.project / f"ended {name}").exists(), name)

    def test_make_makes_the_environment_and_starts_nothing(self):
        self.assertEqual(0, self.command("make"))
        self.assertTrue((self.project / ".venv" / notebooks.STAMP).exists())
        self.assertIsNone(self.started)

    def test_a_problem_is_one_line(self):
        self.write(".venv/mine", "")
        self.assertEqual(notebooks.FAILED, self.command("run"))
        self.assertRegex(self.out, r"\A.*was not made by this build.*\n\Z")


class InsideTest(InProject):
    """The script as it runs inside the environment."""

    def setUp(self):
        super().setUp()
        self.write("modules/nbclient/__init__.py", """
            import os, time
            from nbclient.exceptions import CellExecutionError, DeadKernelError

            class NotebookClient:
                def __init__(self, notebook, on_cell_start, **options):
                    self.notebook, self.on_cell_start = notebook, on_cell_start

                def execute(self, **options):
                    for i, cell in enumerate(self.notebook.cells):
                        if cell.cell_type == "code":
                            self.on_cell_start(cell=cell, cell_index=i)
                            exec(cell.source, {"cell": cell, "os": os, "time": time, **globals()})
            """)
        self.write("modules/nbclient/exceptions.py", """
            class CellExecutionError(Exception):
                def __init__(self, ename, evalue):
                    self.ename, self.evalue = ename, evalue

            class DeadKernelError(RuntimeError):
                pass
            """)
        self.write("modules/nbformat.py", """
            import json
            from types import SimpleNamespace

            def read(path, as_version):
                content = json.loads(path.read_text())
                content["cells"] = [SimpleNamespace(**cell) for cell in content["cells"]]
                return SimpleNamespace(**content)

            def write(notebook, path):
                path.write_text(json.dumps([getattr(cell, "outputs", None) for cell in notebook.cells]))
            """)
        self.write("modules/jinja2.py", "FileSystemLoader = str")
        self.write("modules/latex2mathml/converter.py", "convert = None")
        self.write("modules/nbconvert/filters/markdown_mistune.py", "class IPythonRenderer: pass")
        self.write("modules/nbconvert/__init__.py", """
            class HTMLExporter:
                def __init__(self, **options):
                    pass

                def from_notebook_node(self, notebook, resources):
                    return "page, %(failure)s, %(failed_cell)s" % resources, {}
            """)

    def save(self, name, *sources):
        cells = [{"cell_type": "markdown", "source": "# Title"}] if sources else []
        for source in sources:
            cells.append({"cell_type": "code", "source": source, "outputs": ["old"], "execution_count": 3})
        self.write(f"notebooks/{name}.ipynb", json.dumps({**NOTEBOOK, "cells": cells}))

    def start(self, *arguments):
        environment = dict(os.environ, PYTHONPATH=str(self.project / "modules"), PYTHONUTF8="1", TMPDIR=str(self.project))
        command = [sys.executable, "-B", "-u", str(SCRIPT), *(arguments or ["run"]), "--inside"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True)

    def run_inside(self, *arguments):
        with self.start(*arguments) as process:
            lines = process.stdout.read().splitlines()
            self.code = process.wait()
        return lines

    def test_says_in_one_sentence_that_a_file_is_no_notebook_and_runs_the_others(self):
        self.write("notebooks/mine.ipynb", "import proximal.chart.LearningCurves;\nimport proximal.experiment.*;\n")
        self.write("notebooks/empty.ipynb", "\n")
        self.write("notebooks/log.ipynb", '{"updates": []}')
        self.save("yours")
        expected = " is no notebook: it must hold JSON with a list of cells, as JupyterLab saves it, but "
        lines = self.run_inside()
        self.assertTrue(lines[0].endswith("s  empty.ipynb" + expected + "is empty"), lines)
        self.assertTrue(lines[1].endswith("s  log.ipynb" + expected + "has no cells"), lines)
        self.assertTrue(lines[2].endswith("s  mine.ipynb" + expected + 'begins with "import proximal.chart.LearningCurves; im"'), lines)
        self.assertRegex(lines[3], "^yours .* s  ok$")
        self.assertTrue(lines[4].startswith("The pages"), lines)
        self.assertEqual("3 of 4 notebooks did not run to the end:", lines[5])
        self.assertEqual(1, self.code)
        self.assertEqual("page, None, None", (self.project / "target/notebooks/yours.html").read_text())
        self.assertFalse((self.project / "target/notebooks/mine.html").exists())

    def test_ends_with_where_the_pages_are(self):
        self.save("yours")
        pages = Path("target", "notebooks")
        self.assertEqual(f"The pages and the executed notebooks are in {pages}", self.run_inside()[-1])
        self.assertEqual(0, self.code)

    def test_ends_with_notebook_cell_and_claim_of_what_failed(self):
        self.save("05-clip", "pass", "raise CellExecutionError('', 'java.lang.IllegalStateException, not so: it is bounded')", "pass")
        self.save("06-good", "pass")
        lines = self.run_inside()
        failure = "cell 2 failed: java.lang.IllegalStateException: not so: it is bounded"
        page = Path("target", "notebooks", "05-clip.html")
        self.assertEqual(["1 of 2 notebooks did not run to the end:", f"    05-clip: {failure} ({page}#failed)"], lines[-2:])
        self.assertEqual(1, self.code)
        self.assertEqual(f"page, {failure}, 2", page.read_text())

    def test_a_page_shows_no_output_of_an_earlier_run(self):
        self.save("05-clip", "cell.outputs = ['new']", "raise CellExecutionError('', 'no')", "pass")
        self.run_inside()
        outputs = json.loads((self.project / "target/notebooks/05-clip.ipynb").read_text())
        self.assertEqual([None, ["new"], [], []], outputs)

    def test_says_in_which_cell_the_kernel_died(self):
        self.save("05-clip", "pass", "raise DeadKernelError('Kernel died')")
        self.assertRegex(self.run_inside()[0], "the kernel died in cell 2$")

    def test_temporary_files_of_the_notebooks_go_with_the_run(self):
        here = "open(os.environ['JDK_JAVA_OPTIONS'].split('=')[1].rstrip('\"') + '/left', 'w').close()"
        self.save("07", here + "; open('seen', 'w').write(os.environ['JDK_JAVA_OPTIONS'])")
        self.run_inside()
        self.assertEqual(0, self.code)
        self.assertIn("java.io.tmpdir", (self.project / "seen").read_text())
        self.assertEqual([], list(self.project.glob("proximal-*")))

    def test_gives_jupyterlab_its_options(self):
        self.write_jupyterlab()
        root = f"--ServerApp.root_dir={self.project}"
        expected = [root, "--LabApp.default_url=/lab/tree/notebooks", "--port", "8889", "--no-browser"]
        self.assertEqual([str(expected)], self.run_inside("lab", "--lab= --port 8889  --no-browser"))

    def write_jupyterlab(self):
        lab = """
            class LabApp: aliases, flags = {"port": 0, ("ip", "address"): 0}, {"no-browser": 0}
            def main(arguments): print([a for a in arguments if a != '--allow-root'])"""
        self.write("modules/jupyterlab/labapp.py", textwrap.dedent(lab))

    def test_says_which_option_jupyterlab_does_not_know(self):
        self.write_jupyterlab()
        said = ["-Dlab has the option --prot, which JupyterLab does not know; is it --port?"]
        self.assertEqual(said, self.run_inside("lab", "--lab=--prot 8889 --address=::1 --LabApp.any=1"))

    def test_ends_when_its_starter_does(self):
        self.save("07", "open('started', 'w').close(); time.sleep(60)")
        with self.start() as process:
            wait_for(self.project / "started")
            process.stdin.close()
            self.assertEqual(1, process.wait(20))
        self.assertEqual([], list(self.project.glob("proximal-*")))
