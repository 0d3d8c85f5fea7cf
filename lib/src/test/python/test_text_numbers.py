"""Tests lib/src/notebooks/text_numbers.py, and looks at the saved notebooks."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(PROJECT / "lib" / "src" / "notebooks"))
import text_numbers  # noqa: E402


class TextNumbers(unittest.TestCase):
    def missing(self, text, code="", printed="", table="", exceptions=None):
        output = {"output_type": "execute_result", "data": {"text/plain": [printed], "text/html": [table]}}
        cells = [
            {"cell_type": "markdown", "id": "text", "source": text.splitlines(keepends=True)},
            {"cell_type": "code", "id": "code", "source": [code], "outputs": [output]},
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "07-some.ipynb"
            path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
            return text_numbers.missing(path, exceptions or {})

    def test_a_number_that_no_cell_computes_is_found(self):
        self.assertEqual(self.missing("It ends at 427.", printed="425.8"), [("07-some", "text", "427")])
        self.assertEqual(self.missing("0.43 of them, -7.25 at the end", printed="0.4249 -7.3"), [("07-some", "text", "0.43"), ("07-some", "text", "7.25")])

    def test_the_precision_is_that_of_the_text(self):
        self.assertEqual(self.missing("426, 425.8 and 0.010", printed="425.8 0.0104"), [])
        self.assertEqual(self.missing("0.010", printed="0.0106"), [("07-some", "text", "0.010")])
        self.assertEqual(self.missing("2.5e-4", code="double rate = 0.00025;"), [])

    def test_tables_code_and_thousands_count(self):
        self.assertEqual(self.missing("81,920 steps, 500 at last, 0.97", code="long n = 81_920;", table="<td>500</td><td>0.9687</td>"), [])
        self.assertEqual(self.missing("81,920 steps", code="long n = 8192;"), [("07-some", "text", "81,920")])

    def test_percents_are_shares_and_factors(self):
        for printed in ("15.2", "0.152", "1.15", "0.85"):
            self.assertEqual(self.missing("15 % of it", printed=printed), [], printed)
        self.assertEqual(self.missing("15 % of it", printed="0.17"), [("07-some", "text", "15 %")])

    def test_what_is_no_measured_number_is_left_out(self):
        for text in (
            "Schulman et al. 2017, [arXiv 1707.06347](https://arxiv.org/abs/1707.06347), doi 10.1000/182.5",
            "# 07 · Title\n\n## 14 · Section\n\n13. a list\n",
            "equation 17, Figure 13, notebooks 14 and 15, section 16.2, table 21",
            "$x = 0.123$ and `withStep(77)` and $$\\epsilon = 0.345$$",
            "CartPole-v1, A2C, float32, all ten of 12",
            "```java\nint n = 99;\n```",
        ):
            self.assertEqual(self.missing(text), [], text)

    def test_an_exception_names_notebook_cell_and_number(self):
        self.assertEqual(self.missing("475 solves it", exceptions={("07-some", "text", "475"): "Gymnasium's mark"}), [])
        self.assertEqual(len(self.missing("475 solves it", exceptions={("07-some", "other", "475"): ""})), 1)

    def test_each_number_in_a_text_is_computed_by_a_cell(self):
        found = [row for path in sorted((PROJECT / "notebooks").glob("*.ipynb")) for row in text_numbers.missing(path)]
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
