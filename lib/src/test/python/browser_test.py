"""The notebooks in JupyterLab, in a real browser: what a reader sees, edits, runs and stops.

    python browser_test.py              in the project's folder, after mvn -Pnotebooks verify; needs requirements.txt beside
                                        this file and a Chromium (of the system, or the one that CHROMIUM names)

The notebooks are copied, so that the committed ones stay as they are. Pictures of the pages are in target/browser.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

PROJECT = Path(__file__).resolve().parents[4]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PICTURES = PROJECT / "target" / "browser"
MINUTES = 60_000  # milliseconds
SETTINGS = {
    # Every cell is there, not only those that one sees.
    "notebook-extension/tracker": {"windowingMode": "none"},
}


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def outputs(path):
    """The outputs of a notebook that has been saved, cell by cell."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]


class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        PICTURES.mkdir(parents=True, exist_ok=True)
        cls.folder = Path(tempfile.mkdtemp(prefix="proximal-browser-"))
        shutil.copytree(PROJECT / "notebooks", cls.folder / "notebooks")
        (cls.folder / "datasets").symlink_to(PROJECT / "datasets")
        (cls.folder / "target").mkdir()
        for part in ("classes", "jars"):
            (cls.folder / "target" / part).symlink_to(PROJECT / "target" / part)
        for name, values in SETTINGS.items():
            path = cls.folder / "settings" / "@jupyterlab" / (name + ".jupyterlab-settings")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        cls.url = f"http://127.0.0.1:{free_port()}"
        environment = dict(
            os.environ,
            JUPYTER_PATH=str(PROJECT / ".venv/share/jupyter"),
            JUPYTERLAB_SETTINGS_DIR=str(cls.folder / "settings"),
            JUPYTERLAB_WORKSPACES_DIR=str(cls.folder / "workspaces"),
            PROXIMAL_FAST="1",
        )
        lab = f"--no-browser --port={cls.url.rpartition(':')[2]} --IdentityProvider.token=test"
        command = [PROJECT / ".venv/bin/python", PROJECT / "lib/src/notebooks/notebooks.py", "lab", "--inside", "--lab=" + lab]
        with open(PICTURES / "jupyterlab.log", "w") as log:
            cls.lab = subprocess.Popen(
                command, cwd=cls.folder, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        cls.wait_for_lab()

    @classmethod
    def wait_for_lab(cls):
        for _ in range(120):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", int(cls.url.rpartition(":")[2]))) == 0:
                    return
            time.sleep(0.5)
        raise AssertionError("JupyterLab did not start: " + (PICTURES / "jupyterlab.log").read_text()[-2000:])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()
        cls.lab.stdin.close()
        cls.lab.wait(30)
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.page = self.browser.new_page(viewport={"width": 1300, "height": 1000})
        self.page.set_default_timeout(MINUTES)

    def tearDown(self):
        self.page.screenshot(path=PICTURES / (self._testMethodName + ".png"))
        self.page.close()

    def open(self, name):
        self.page.goto(f"{self.url}/lab/tree/notebooks/{name}?token=test&reset")
        self.page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell")
        self.wait_until_idle(MINUTES)

    def wait_until_idle(self, timeout):
        # The status bar tells the kernel's state; the indicator of the notebook is "idle" before there is a kernel.
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("Java | Idle", timeout=timeout)

    def command(self, menu, item):
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.get_by_role("menuitem", name=item).first.click()

    def cell_with(self, text):
        return self.page.locator(".jp-CodeCell", has_text=text).first

    def replace_line(self, old, new):
        """Types a line in the place of another, as a reader would."""
        line = self.page.locator(".cm-line", has_text=old).first
        line.scroll_into_view_if_needed()
        line.click()
        self.page.keyboard.press("Home")
        self.page.keyboard.press("Shift+End")
        self.page.keyboard.insert_text(new)

    def run_all(self, seconds):
        """Runs all cells; returns the lines of progress that were seen on the way."""
        seen = set()
        self.page.wait_for_timeout(1000)
        for _ in range(seconds * 4):
            texts = self.page.locator(".jp-OutputArea-output pre").all_inner_texts()
            seen.update(line for text in texts for line in re.findall(r"\[#*\.*\] +\d+%", text))
            busy = self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]').count()
            if not busy and not self.page.locator(".jp-InputPrompt", has_text="[*]").count():
                return seen
            self.page.wait_for_timeout(250)
        raise AssertionError(f"the cells did not end within {seconds} s")

    def assert_no_error(self):
        errors = self.page.locator('[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]')
        self.assertEqual([], errors.all_inner_texts())

    def test_committed_figures_and_equations_are_seen(self):
        for path in sorted((self.folder / "notebooks").glob("*.ipynb")):
            with self.subTest(path.stem):
                self.open(path.name)
                figures = sum("image/png" in output.get("data", {}) for output in outputs(path))
                pictures = self.page.locator(".jp-OutputArea-output img[src^='data:image/png']")
                expect(pictures).to_have_count(figures)
                if any("$" in "".join(c["source"]) for c in json.loads(path.read_text())["cells"] if c["cell_type"] == "markdown"):
                    self.page.wait_for_selector("mjx-container", state="attached")
                self.page.screenshot(path=PICTURES / (path.stem + ".png"))

    def test_saving_changes_nothing(self):
        path = self.folder / "notebooks/00-ppo-from-scratch.ipynb"
        before = path.read_bytes()
        saved = path.stat().st_mtime_ns
        self.open(path.name)
        self.page.locator(".jp-Notebook").first.click(position={"x": 5, "y": 5})
        self.page.keyboard.press("Control+s")
        for _ in range(40):
            if path.stat().st_mtime_ns != saved:
                break
            self.page.wait_for_timeout(250)
        self.assertNotEqual(saved, path.stat().st_mtime_ns, "the notebook was not saved")
        self.assertEqual(before.decode(), path.read_bytes().decode())

    def test_a_reader_edits_runs_stops_and_runs_again(self):
        self.open("07-ablation.ipynb")
        self.replace_line("Surrogate unclipped = new", "Surrogate unclipped = (ratio, advantage) -> Math.min(ratio, 3) * advantage;")
        self.command("Run", "Run All Cells")
        progress = self.run_all(240)
        self.assert_no_error()
        self.assertGreater(len(progress), 1, "the progress did not move")
        cell = self.cell_with("var returnChart")
        expect(cell.locator("img[src^='data:image/png']")).to_have_count(1)
        expect(self.cell_with("slopes of the two surrogates").locator("table")).to_have_count(1)
        self.page.screenshot(path=PICTURES / "edited.png")
        self.stop_a_long_run()
        self.command("Kernel", "Restart Kernel and Run All Cells")
        self.page.locator(".jp-Dialog button", has_text="Restart").last.click()  # the toolbar has one too
        self.run_all(240)

    def stop_a_long_run(self):
        """The kernel answers within two seconds after it was told to stop."""
        before = self.page.locator(".cm-line", has_text="var returnChart = LearningCurves").first.inner_text()
        self.replace_line("var returnChart = LearningCurves", 'new Ablation(bold.withTotalSteps(1_000_000_000)).variant("long", c -> c).task("CartPole-v1").run(); //')
        cell = self.cell_with("1_000_000_000")
        self.page.keyboard.press("Control+Enter")
        expect(cell.locator(".jp-OutputArea-output", has_text="left")).to_have_count(1, timeout=MINUTES)
        self.page.screenshot(path=PICTURES / "running.png")
        begin = time.monotonic()
        self.command("Kernel", "Interrupt Kernel")
        self.wait_until_idle(MINUTES)
        stopped = time.monotonic() - begin
        print(f"stopped within {stopped:.1f} s")
        self.assertLess(stopped, 2)
        self.replace_line("1_000_000_000", before)


if __name__ == "__main__":
    unittest.main()
