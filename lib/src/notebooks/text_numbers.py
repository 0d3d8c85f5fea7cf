"""Finds numbers in the text of saved notebooks that no cell of the same notebook computes.

    python3 lib/src/notebooks/text_numbers.py [notebooks/07-ablation.ipynb ...]

A number of a text cell counts as computed where an output (text or table) or the code has it, to the precision as written:
426 matches 425.8, 4.3 % matches 0.0431 and 4.31, 12 % matches the factors 1.12 and 0.88. Signs are not compared, since a
text writes "falls by 55". Left out are years, whole numbers up to 12, numbers of sections, equations, figures, tables and
notebooks, identifiers such as arXiv's, the numbering of lists and headings, and what stands in links, formulas and code.
"""

import bisect
import html
import json
import re
import sys
from pathlib import Path

# (notebook, cell, number as written): why no output has it.
EXCEPTIONS = {}

NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:[eE][-+]?\d+)?(?![\w]|[.,]\d)(?:[ \u00a0\u202f]?%)?")
PRINTED = re.compile(r"(?<![A-Za-z_.\d])(?:\d{1,3}(?:[,_]\d{3})+(?:\.\d+)?|\d+(?:_\d+)*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?")
NAMED = r"equations?|eqs?\.|sections?|tables?|figures?|notebooks?|chapters?|appendix|parts?|pages?|pp\.|algorithms?|cells?|arXiv|version|seeds?"
LEFT_OUT = [
    r"```.*?```",
    r"\$\$.*?\$\$",
    r"\$[^$\n]*\$",
    r"`[^`]*`",
    r"\]\([^)]*\)",
    r"<[^>]+>",
    r"https?://\S+",
    r"(?i)\barXiv:?\s*\d{4}\.\d{4,5}",
    r"(?i)\bdoi:?\s*10\.\S+",
    r"(?m)^\s*#+\s*\d+(\.\d+)*\b",
    r"(?m)^\s*\d+[.)]\s",
    rf"(?i)\b(?:{NAMED})\s*\(?\d+(?:\.\d+)*\)?(?:(?:,| and| to| or|-|–)\s*\d+(?:\.\d+)*)*",
]


def value(written):
    return float(re.sub(r"[,_]", "", written.rstrip("% \u00a0\u202f")))


def half_step(written):
    """Half a unit of the last digit that is written."""
    mantissa, _, exponent = written.rstrip("% \u00a0\u202f").lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals)


def stated(markdown):
    """The numbers of a text cell that an output should have, as they are written."""
    for pattern in LEFT_OUT:
        markdown = re.sub(pattern, " ", markdown, flags=re.DOTALL)
    found = []
    for match in NUMBER.finditer(markdown):
        written = match.group()
        plain = re.fullmatch(r"\d+", written)
        year = plain and len(written) == 4 and 1900 <= int(written) <= 2099
        if not year and not (plain and int(written) <= 12):
            found.append(written)
    return found


def texts(cell):
    """The texts of a code cell in which a number may stand: the code, and what it printed and showed."""
    yield "".join(cell["source"])
    for output in cell.get("outputs", []):
        yield "".join(output.get("text", []))
        data = output.get("data", {})
        yield "".join(data.get("text/plain", []))
        yield html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", " ", "".join(data.get("text/html", [])), flags=re.DOTALL))


def computed(notebook):
    """The sizes of the numbers of code and outputs, sorted."""
    found = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            found.update(value(match) for text in texts(cell) for match in PRINTED.findall(text))
    return sorted(found)


def has(numbers, wanted, half):
    at = bisect.bisect_left(numbers, wanted - half * (1 + 1e-9))
    return at < len(numbers) and numbers[at] <= wanted + half * (1 + 1e-9)


def is_computed(written, numbers):
    wanted, half = value(written), half_step(written)
    if has(numbers, wanted, half):
        return True
    share, step = wanted / 100, half / 100
    return written.endswith("%") and any(has(numbers, form, step) for form in (share, 1 + share, 1 - share))


def missing(path, exceptions=EXCEPTIONS):
    """The numbers of a notebook that no cell computes: (notebook, cell, number) of each, in order."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    numbers = computed(notebook)
    found = []
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            name = cell.get("id", str(index))
            for written in stated("".join(cell["source"])):
                if not is_computed(written, numbers) and (path.stem, name, written) not in exceptions:
                    found.append((path.stem, name, written))
    return found


def main(arguments):
    paths = [Path(argument) for argument in arguments] or sorted(Path("notebooks").glob("*.ipynb"))
    found = [row for path in paths for row in missing(path)]
    for notebook, cell, written in found:
        print(f"{notebook}, cell {cell}: {written} is in no output and no code cell")
    print(f"{len(found)} numbers of {len(paths)} notebooks are not computed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
