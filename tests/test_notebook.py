"""The notebook can be followed: it is stored without outputs, its links lead somewhere, and it runs."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "first_questions.ipynb"


def test_the_notebook_is_stored_without_outputs_and_places_of_a_machine() -> None:
    text = PAGE.read_text(encoding="utf-8")
    cells = nbformat.reads(text, as_version=4).cells  # type: ignore[no-untyped-call]
    assert [cell.id for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
    assert not re.search(r"/(home|root|tmp|Users|work)\b|[A-Z]:\\\\", text)
    assert "are for trying" in cells[0].source
    links = re.findall(r"\]\(([^)]+)\)", "".join(cell.source for cell in cells if cell.cell_type == "markdown"))
    assert links
    assert [link for link in links if not (DOCS / link).is_file()] == []


@pytest.mark.slow
def test_the_notebook_runs_and_shows_tables_pictures_and_the_same_numbers_again() -> None:
    notebook = nbformat.read(PAGE, as_version=4)  # type: ignore[no-untyped-call]
    resources = {"metadata": {"path": str(DOCS)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    kinds = [kind for output in shown for kind in output.get("data", ())]
    assert kinds.count("image/png") == 2
    assert kinds.count("text/html") >= 6
    told = "".join(output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in shown)
    assert "Comparison of baseline with labels" in told
    (card,) = [output["data"]["text/markdown"] for output in shown if "text/markdown" in output.get("data", ())]
    assert card.startswith("Under labels, ")
    assert "Scenario('fast-culture', size=50, months=30, culture.persistence=0.99)" in told
    assert re.search(r"Check\(n_runs=2, n_missing=0, n_numbers=\d+, n_different=0", told)
    assert not [output for output in shown if output.get("name") == "stderr"]
