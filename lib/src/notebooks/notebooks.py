"""Executes the notebooks, or opens JupyterLab on them, in a Python environment that it makes: .venv in the project's folder.

    python notebooks.py make|run|lab [OPTION ...]       as Maven starts it, in the project's folder

make makes the environment and registers the Java kernel in it; run and lab do so too, where that was not done, and start this
file again inside it. The environment is made anew where its making did not come to an end, or where notebooks/requirements.txt
or the Python asked for is another than the one that it was made with; a folder .venv that was made by other means is left alone.

When the starter ends, this program ends, and the kernel with it. Python 3.6 must be able to read this file, so that it can say
that it is too old.
"""

import argparse
import difflib
import hashlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

OLDEST = (3, 11)  # of the pinned packages, mujoco 4.0.0 asks for it
NAMES = ["python3", "python", "py", "python3.14", "python3.13", "python3.12", "python3.11"]
STARTERS = ["python3", "python"]  # what pom.xml starts where -Dpython names none: then any Python will do
STAMP = "proximal.txt"
FAILED = 3  # the exit code that goes with the file target/notebooks-failed; by these two Maven knows


class Problem(Exception):
    """Says in one sentence why the notebooks cannot be set up."""


def end_with_starter(end):
    """Ends this program when its standard input does: the starter holds it open as long as it lives."""

    def wait():
        try:
            while os.read(0, 4096):
                pass
        finally:
            end()

    threading.Thread(target=wait, daemon=True).start()


# Outside the environment: any Python from 3.6.

child = None  # the process that this one waits for


def ask(name):
    """The path and the version of a Python; None where it does not run or does not answer as a Python does."""
    question = "import sys; print('python', '.'.join(map(str, sys.version_info[:3])), sys.executable)"
    try:
        quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        done = subprocess.run([name, "-c", question], stdout=subprocess.PIPE, **quiet)
    except OSError:
        return None
    match = re.match(r"python (\d+)\.(\d+)\.(\d+) (.+)", done.stdout.decode(errors="replace"))
    return match and (match.group(4).strip(), tuple(int(match.group(i)) for i in (1, 2, 3)))


def dotted(version):
    return ".".join(map(str, version))


def find(wanted, running):
    """The Python to make the environment with: the running one or, where that is too old and none was asked for, another."""
    others = map(ask, NAMES) if wanted in STARTERS else []  # asked one after another, until one is new enough
    for python in itertools.chain([running], others):
        if python and python[1] >= OLDEST:
            return python
    raise Problem(
        f"the notebooks need Python {dotted(OLDEST)} or newer, but {running[0]} is Python {dotted(running[1])}; "
        + ("install one, or name one" if wanted in STARTERS else "name another")
        + " with -Dpython=/path/to/python3"
    )


def running_python(venv):
    inside = Path(sys.prefix).resolve() == venv.resolve()  # where someone has activated it
    path = getattr(sys, "_base_executable", sys.executable) if inside else sys.executable
    return path, tuple(sys.version_info[:3])


def venv_python(venv):
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def call(command, environment, **options):
    """Starts a program that ends with this one; returns its output, where that is asked for, and its exit code."""
    global child
    child = subprocess.Popen(command, env={k: v for k, v in environment.items() if v}, **options)
    with child:
        output = child.stdout.read() if child.stdout else None
        return output, child.wait()


def end_child():
    if child is not None and child.poll() is None:
        if child.stdin:
            child.stdin.close()  # it is this file, and ends in order
        else:
            child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
    os._exit(1)


def make(venv, python, list_of_packages, stamp):
    """Makes the environment; the stamp is written when that is done, and before that says that it is not."""
    path, version = python
    venv.mkdir(exist_ok=True)
    entries = list(venv.iterdir())
    if entries and not (venv / STAMP).exists():
        raise Problem(f"{venv} was not made by this build: move it away, and the build makes its own")
    (venv / STAMP).write_text("unfinished")  # before the deletion, which may be interrupted too
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(str(entry))
        elif entry.name != STAMP:
            entry.unlink()
    print(f"Making {venv} with Python {dotted(version)} (this takes a minute or two, once)")

    def run(failure, *command):
        environment = dict(os.environ, PYTHONHOME="", PIP_REQUIRE_VIRTUALENV="")
        piped = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        output, code = call(list(command), environment, **piped)
        if code != 0:
            last = output.decode(errors="replace").splitlines()[-12:]
            raise Problem(f"{failure} (exit code {code}); its last lines were:\n" + "\n".join(last))

    run(f"cannot make a virtual environment with {path}", path, "-m", "venv", str(venv))
    pip = [str(venv_python(venv)), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run(f"pip cannot install {list_of_packages}", *pip, "--requirement", str(list_of_packages))
    (venv / STAMP).write_text("\n".join(stamp) + "\n", encoding="utf-8")


def kernel_command(java, java_version):
    """The kernel without its launcher, which would be a second process to end; the options are the launcher's and ours."""
    command = [str(Path(java, "bin", "java")), "--add-modules=jdk.incubator.vector", "-Djava.awt.headless=true"]
    command += ["-Xmx3g", "-XX:+UseParallelGC"]  # a kernel compiles and trains, and may pause: less of the processor than by G1
    if java_version >= 22:
        command.append("--enable-native-access=ALL-UNNAMED")
    return command + ["--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED", "-jar", "{resource_dir}/jjava.jar", "{connection_file}"]


def register_kernel(project, venv, java, java_version):
    """Writes the kernel's specification over the one that the package of the kernel brings."""
    folder = venv / "share/jupyter/kernels/java"
    if not (folder / "jjava.jar").exists():
        raise Problem(f"{folder} has no jjava.jar: remove .venv, and the next build makes it anew")
    target = project / "target"
    class_path = [str(target / "classes")] + sorted(str(jar) for jar in (target / "jars").glob("*.jar"))
    specification = {
        "argv": kernel_command(java, java_version),
        "display_name": "Java",
        "language": "java",
        "interrupt_mode": "message",
        "env": {"JJAVA_CLASSPATH": os.pathsep.join(class_path)},
    }
    draft = folder / "kernel.json.new"
    draft.write_text(json.dumps(specification, indent=2) + "\n", encoding="utf-8")
    draft.replace(folder / "kernel.json")


def set_up(project, wanted, java, java_version, running):
    """Makes or reuses the environment and registers the kernel; returns the environment's Python."""
    venv = project / ".venv"
    packages = project / "notebooks" / "requirements.txt"
    digest = hashlib.sha256(packages.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    stamp = (venv / STAMP).read_text(encoding="utf-8").splitlines() if (venv / STAMP).exists() else []
    reusable = len(stamp) == 2 and stamp[0] == digest and os.access(str(venv_python(venv)), os.X_OK)
    if not reusable or wanted not in STARTERS:
        python = find(wanted, running)
        made_with = f"{dotted(python[1])} {python[0]}"
        if not reusable or stamp[1] != made_with:
            make(venv, python, packages, [digest, made_with])
    register_kernel(project, venv, java, java_version)
    return venv_python(venv)


def start_inside(project, options, arguments, running):
    """Sets up, and runs this file in the environment; returns the exit code."""
    if (project / "target/notebooks-failed").exists():
        (project / "target/notebooks-failed").unlink()
    python = set_up(project, options.python, options.java, options.java_version, running)
    job = options.command == "run"
    fast = options.full != "true" if job else options.fast == "true" or os.environ.get("PROXIMAL_FAST")
    why = "-Dfull for the full ones" if job else "as -Dfast or PROXIMAL_FAST asks"
    print(f"Fast mode: small sizes ({why})" if fast else "Full mode: full sizes", flush=True)
    environment = dict(os.environ, PROXIMAL_FAST="1" if fast else "", PYTHONUTF8="1", PYTHONHOME="", PYTHONPATH="")
    environment["JUPYTER_PATH"] = str(project / ".venv" / "share" / "jupyter")
    command = [str(python), "-u", os.path.abspath(__file__), *arguments, "--inside"]
    # In a session of its own: Ctrl-C reaches it as the end of its input only, since JupyterLab would leave its kernels behind.
    return call(command, environment, stdin=subprocess.PIPE, start_new_session=True)[1]


# Inside the environment.

running = None  # the client of the notebook that is being executed
scratch = None  # the folder for temporary files of the notebooks


def kill_kernel_and_exit(*_):
    process = getattr(getattr(getattr(running, "km", None), "provisioner", None), "process", None)
    if process is not None:
        process.kill()
    if scratch is not None:
        shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)


def what_failed(error, cell):
    """The exception of a failed cell in a line, as in "java.lang.IllegalStateException: no such file"."""
    text = error.evalue or error.ename or str(error)
    if error.ename == "CompilationException":
        # What the compiler says: the lines of the traceback that do not quote the source, which begin with a bar.
        traceback = [line for output in cell.outputs if output.output_type == "error" for line in output.traceback]
        lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in traceback]
        return "it does not compile: " + " ".join(line for line in lines if line and not line.startswith("|"))
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().splitlines() or ["an error without a message"]
    return re.sub(r"^([\w.$]+Exception|[\w.$]+Error), ", r"\1: ", lines[0])


def no_notebook(path):
    """Says why a file is no notebook; None where it is one. What nbformat says of such a file is a page of traceback."""
    expected = f"{path.name} is no notebook: it must hold JSON with a list of cells, as JupyterLab saves it, but "
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        content = json.loads(text)
    except ValueError:
        words = " ".join(text[:200].split())
        return expected + (f'begins with "{words[:40]}"' if words else "is empty")
    # Format 3 had its cells in worksheets; nbformat converts it.
    if isinstance(content, dict) and "nbformat" in content and ("cells" in content or "worksheets" in content):
        return None
    return expected + "has no cells"


def execute(path, target):
    """Executes one notebook; returns it, what went wrong, and the index of the cell that failed; None for what is not."""
    global running
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["kernelspec"] = {"name": "java", "language": "java", "display_name": "Java"}
    code_cells = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    for i in code_cells:  # a page must not show, after a cell that failed, what an earlier run left
        notebook.cells[i].outputs = []
        notebook.cells[i].execution_count = None
    at = {"cell": None}
    log = target / (path.stem + ".log")
    settings = {"timeout": None, "kernel_name": "java", "record_timing": False, "coalesce_streams": True}
    settings["on_cell_start"] = lambda cell, cell_index: at.update(cell=cell_index)
    running = NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}, **settings)
    failure = None
    with open(log, "w") as kernel_log:
        try:
            running.execute(stdout=kernel_log, stderr=kernel_log)
        except CellExecutionError as error:
            failure = f"cell {code_cells.index(at['cell']) + 1} failed: {what_failed(error, notebook.cells[at['cell']])}"
        except DeadKernelError:
            failure = f"the kernel died in cell {code_cells.index(at['cell']) + 1}"
        except (RuntimeError, OSError) as error:
            failure = f"the Java kernel did not start: {error}"
        finally:
            running = None
    if failure is None or failure.startswith("cell"):
        log.unlink(missing_ok=True)
    else:
        lines = log.read_text(errors="replace").strip().splitlines()
        failure += "".join("\n    " + line for line in lines[-8:])
    return notebook, failure, at["cell"] if failure else None


def write(notebook, path):
    import nbformat

    draft = path.with_name(path.name + ".new")
    nbformat.write(notebook, draft)
    draft.replace(path)


def write_pages(notebook, target, name, failure, failed_cell):
    from jinja2 import FileSystemLoader
    from latex2mathml.converter import convert
    from nbconvert import HTMLExporter
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    write(notebook, target / (name + ".ipynb"))
    # Equations as browsers draw them by themselves: nbconvert's pages fetch MathJax from the network.
    IPythonRenderer.block_math = lambda self, body: convert(body, display="block")
    IPythonRenderer.inline_math = lambda self, body: convert(body)
    templates = FileSystemLoader(os.path.dirname(os.path.abspath(__file__)))
    exporter = HTMLExporter(extra_loaders=[templates], template_file="page.html.j2")
    resources = {"metadata": {"name": name}, "failure": failure, "failed_cell": failed_cell}
    html, _ = exporter.from_notebook_node(notebook, resources)
    (target / (name + ".html")).write_text(html, encoding="utf-8")


def run(sources, target, part, save):
    paths = sorted(path for path in sources.glob("*.ipynb") if part in path.stem)
    if not paths:
        print(f"{sources} has no notebook" + (f" whose name contains {part}" if part else ""))
        return 1
    target.mkdir(parents=True, exist_ok=True)
    width = max(len(path.stem) for path in paths)
    failures = []
    for path in paths:
        start = time.monotonic()
        notebook, failure, failed_cell = None, no_notebook(path), None
        if failure is None:
            notebook, failure, failed_cell = execute(path, target)
        seconds = time.monotonic() - start
        page = f" ({os.path.relpath(target / (path.stem + '.html'))}#failed)" if notebook else ""
        if notebook is not None:
            write_pages(notebook, target, path.stem, failure, failed_cell)
        if failure is None and save:
            notebook.metadata.get("language_info", {}).pop("version", None)  # it would name the machine's JDK
            write(notebook, path)
        outcome = failure or ("ok, saved" if save else "ok")
        print(f"{path.stem:<{width}} {seconds:7.1f} s  {outcome}")
        if failure:
            failures.append(f"{path.stem}: {failure.splitlines()[0]}{page}")
    if any(target.glob("*.html")):
        print(f"The pages and the executed notebooks are in {os.path.relpath(target)}")
    if failures:
        print(f"{len(failures)} of {len(paths)} notebooks did not run to the end:", *failures, sep="\n    ")
    return 1 if failures else 0


def run_and_exit(project, options):
    global scratch
    for signal_of_end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_of_end, kill_kernel_and_exit)
    end_with_starter(kill_kernel_and_exit)
    scratch = tempfile.mkdtemp(prefix="proximal-")
    # What the notebooks put into the folder for temporary files goes with the run.
    os.environ["JDK_JAVA_OPTIONS"] = os.environ.get("JDK_JAVA_OPTIONS", "") + f' "-Djava.io.tmpdir={scratch}"'
    code = run(project / "notebooks", project / "target" / "notebooks", options.notebook.strip(), options.save == "true")
    sys.stdout.flush()
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(code)  # nbclient's exit handler would complain of a kernel that did not start


def require_known(app, arguments):
    """JupyterLab itself says nothing of an option that it does not know."""
    known = [name for keys in (app.aliases, app.flags) for key in keys for name in ((key,) if isinstance(key, str) else key)]
    known += ["help", "help-all", "version"]
    for argument in arguments:
        name = argument[2:].partition("=")[0]
        if argument.startswith("--") and "." not in name and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise Problem(f"-Dlab has the option --{name}, which JupyterLab does not know" + (f"; is it --{near[0]}?" if near else ""))


def lab(project, options):
    from jupyterlab.labapp import LabApp, main

    require_known(LabApp(), options.lab.split())
    # SIGTERM ends the kernels too. On Windows os.kill would end this process alone, and at once.
    end = signal.raise_signal if os.name == "nt" else lambda signal_of_end: os.kill(os.getpid(), signal_of_end)
    end_with_starter(lambda: end(signal.SIGTERM))
    # The folder has jupyter_server_config.py.
    os.environ["JUPYTER_CONFIG_PATH"] = os.path.dirname(os.path.abspath(__file__))
    arguments = [f"--ServerApp.root_dir={project}", "--LabApp.default_url=/lab/tree/notebooks", *options.lab.split()]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.insert(0, "--allow-root")  # as one is in most containers, where JupyterLab would refuse
    sys.exit(main(arguments))


def main(arguments, running=None):
    """Does what the arguments say; returns the exit code. A test gives the Python that stands for the running one."""
    parser = argparse.ArgumentParser(prog="notebooks.py")
    parser.add_argument("command", choices=["make", "run", "lab"])
    parser.add_argument("--python", default="python3", help="what this file was started with, as -Dpython gives it")
    parser.add_argument("--java", default=os.environ.get("JAVA_HOME", ""), help="the home of the kernel's JDK")
    parser.add_argument("--java-version", type=int, default=17, help="and its major version")
    parser.add_argument("--notebook", default="", help="a part of the names of the notebooks to run")
    parser.add_argument("--full", default="false", help="true runs the full sizes")
    parser.add_argument("--fast", default="false", help="true opens JupyterLab with small sizes")
    parser.add_argument("--save", default="false", help="true writes the outputs back into notebooks/")
    parser.add_argument("--lab", default="", help="options of JupyterLab, as in --port 8889 --no-browser")
    parser.add_argument("--inside", action="store_true", help="the environment is there, and this is its Python")
    options = parser.parse_args(arguments)
    project = Path.cwd()
    try:
        if options.inside:
            return lab(project, options) if options.command == "lab" else run_and_exit(project, options)
        running = running or running_python(project / ".venv")
        if options.command == "make":
            set_up(project, options.python, options.java, options.java_version, running)
            return 0
        code = start_inside(project, options, arguments, running)
    except Problem as problem:
        print(problem)
        code = 1
    if code != 0:
        (project / "target").mkdir(exist_ok=True)
        (project / "target/notebooks-failed").touch()
    return FAILED if code else 0


if __name__ == "__main__":
    if "--inside" not in sys.argv:
        end_with_starter(end_child)
        for end in (signal.SIGINT, signal.SIGTERM):
            signal.signal(end, lambda *_: threading.Thread(target=end_child).start())
    sys.exit(main(sys.argv[1:]))
