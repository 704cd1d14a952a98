"""docs/notebook.ipynb runs from top to bottom on the sample newspaper's archive, and shows something."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"


def test_the_notebook_runs_and_every_question_has_an_answer(
    archive_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSARCHIVE_ARCHIVE", str(archive_file))
    book = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(book, timeout=60, kernel_name="python3").execute()  # raises where a cell does
    answers = [
        "".join(output.get("data", {}).get("text/plain", ""))
        for cell in book.cells
        for output in cell.get("outputs", [])
    ]
    assert len(answers) >= 11
    assert [answer for answer in answers if not answer or answer.startswith("Empty")] == []


def test_the_notebook_is_kept_with_its_answers_and_nobody_s_paths() -> None:
    book = nbformat.read(NOTEBOOK, as_version=4)
    asked = [cell for cell in book.cells if cell.cell_type == "code"]
    assert sum(bool(cell.outputs) for cell in asked) >= len(asked) - 2
    assert not any(place in NOTEBOOK.read_text(encoding="utf-8") for place in ("/home/", "/tmp/", "/Users/"))
