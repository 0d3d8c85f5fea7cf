"""Executes the notebooks of a folder, or opens JupyterLab on it; started by proximal.notebook.NotebookRunner.

    notebooks.py run SOURCES TARGET NAME_PART SAVE
    notebooks.py lab SOURCES [OPTION ...]

Standard input stays open as long as the starter lives; when it ends, this program ends, and the kernel with it.
"""

import json
import os
import re
import signal
import sys
import threading
import time
from pathlib import Path

KERNEL = {"name": "java", "language": "java", "display_name": "Java"}
# A picture's text in the page is what the kernel gives beside it, as in "chart: Returns"; nbconvert has none.
PAGE = """{% extends "index.html.j2" %}
{% block data_png scoped %}
{% set text = output.data.get("text/plain", "picture") | trim("[]") | escape_html %}
{{ super() | replace("<img ", '<img alt="' ~ text ~ '" ', 1) }}
{% endblock data_png %}
"""
running = None  # the client of the notebook that is being executed


def end_with_starter(end):
    def wait():
        try:
            while os.read(0, 4096):
                pass
        finally:
            end()

    threading.Thread(target=wait, daemon=True).start()


def kill_kernel_and_exit(*_):
    process = getattr(getattr(getattr(running, "km", None), "provisioner", None), "process", None)
    if process is not None:
        process.kill()
    os._exit(1)


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def first_line(error):
    """The exception of a failed cell, as in "java.lang.IllegalStateException: no such file"."""
    text = plain(error.evalue or error.ename or str(error)).strip()
    line = text.splitlines()[0] if text else "an error without a message"
    return re.sub(r"^([\w.$]+Exception|[\w.$]+Error), ", r"\1: ", line)


def compile_error(notebook, index):
    """What the compiler says: the lines of the traceback that do not quote the source, which begin with a bar."""
    lines = []
    for output in notebook.cells[index].get("outputs", []):
        if output.output_type == "error":
            lines += [plain(line).strip() for line in output.traceback]
    return " ".join(line for line in lines if line and not line.startswith("|"))


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
    """Executes one notebook; returns it and what went wrong, or None."""
    global running
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["kernelspec"] = dict(KERNEL)
    code_cells = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    at = {"cell": None}

    def started(cell, cell_index):
        at["cell"] = cell_index

    log = target / (path.stem + ".log")
    running = NotebookClient(
        notebook,
        timeout=None,
        kernel_name="java",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=started,
    )
    failure = None
    with open(log, "w") as kernel_log:
        try:
            running.execute(stdout=kernel_log, stderr=kernel_log)
        except CellExecutionError as error:
            number = code_cells.index(at["cell"]) + 1
            message = first_line(error)
            if error.ename == "CompilationException":
                message = "it does not compile: " + compile_error(notebook, at["cell"])
            failure = f"cell {number} failed: {message}"
        except DeadKernelError:
            number = code_cells.index(at["cell"]) + 1
            failure = f"the kernel died in cell {number}"
        except (RuntimeError, OSError) as error:
            failure = f"the Java kernel did not start: {error}"
        finally:
            running = None
    if failure is None or failure.startswith("cell"):
        log.unlink(missing_ok=True)
    else:
        lines = log.read_text(errors="replace").strip().splitlines()
        failure += "".join("\n    " + line for line in lines[-8:])
    return notebook, failure


def write(notebook, path):
    import nbformat

    draft = path.with_name(path.name + ".new")
    nbformat.write(notebook, draft)
    draft.replace(path)


def write_pages(notebook, target, name):
    from jinja2 import DictLoader
    from nbconvert import HTMLExporter

    write(notebook, target / (name + ".ipynb"))
    exporter = HTMLExporter(extra_loaders=[DictLoader({"page.html.j2": PAGE})], template_file="page.html.j2")
    html, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": name}})
    (target / (name + ".html")).write_text(html, encoding="utf-8")


def run(sources, target, part, save):
    paths = sorted(path for path in sources.glob("*.ipynb") if part in path.stem)
    if not paths:
        named = f" whose name contains {part}" if part else ""
        print(f"{sources} has no notebook{named}")
        return 1
    target.mkdir(parents=True, exist_ok=True)
    width = max(len(path.stem) for path in paths)
    failed = 0
    pages = False
    for path in paths:
        start = time.monotonic()
        notebook, failure = None, no_notebook(path)
        if failure is None:
            notebook, failure = execute(path, target)
        seconds = time.monotonic() - start
        if notebook is not None:
            write_pages(notebook, target, path.stem)
            pages = True
        if failure is None and save:
            notebook.metadata.get("language_info", {}).pop("version", None)  # it would name the machine's JDK
            write(notebook, path)
        outcome = failure or ("ok, saved" if save else "ok")
        print(f"{path.stem:<{width}} {seconds:7.1f} s  {outcome}")
        failed += failure is not None
    if pages:
        print(f"The pages and the executed notebooks are in {os.path.relpath(target)}")
    return 1 if failed else 0


def lab(sources, options):
    from jupyterlab.labapp import main

    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options = ["--allow-root", *options]  # as one is in most containers, where JupyterLab would refuse
    sys.exit(main([f"--ServerApp.root_dir={sources.parent}", f"--LabApp.default_url=/lab/tree/{sources.name}", *options]))


if __name__ == "__main__":
    if sys.argv[1] == "lab":
        end_with_starter(lambda: os.kill(os.getpid(), signal.SIGINT))
        lab(Path(sys.argv[2]), sys.argv[3:])
    else:
        signal.signal(signal.SIGTERM, kill_kernel_and_exit)
        end_with_starter(kill_kernel_and_exit)
        sources, target, part, save = sys.argv[2:6]
        code = run(Path(sources), Path(target), part, save == "true")
        sys.stdout.flush()
        os._exit(code)  # nbclient's exit handler would complain of a kernel that did not start
