"""``ecosystem worlds``: worlds are shown, fitted, kept and refused."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.uncertainty import matching
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.space import Space
from tests.support.commands import call
from tests.support.told_history import NAMES, SPACE, look

MADE = {"size": 500, "waves": "20", "seed": 0, "runs": 20}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    values = pd.DataFrame([SPACE.values(row) for row in SPACE.sample(32, 1)])
    path = tmp_path / "worlds.parquet"
    Ensemble(values, np.full(32, 1.0 / 32.0), MADE).write(path)
    return path


@pytest.fixture
def told_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few parameters, and a history that takes no run."""
    monkeypatch.setattr(matching.match, "__kwdefaults__", {**(matching.match.__kwdefaults__ or {}), "look": look})
    monkeypatch.setattr(Space, "of", classmethod(lambda cls, *_: cls(SPACE.fields)))


def test_worlds_of_a_file_are_shown(file: Path) -> None:
    result = call("worlds", "--file", str(file))
    assert result.exit_code == 0, result.output
    assert "32 worlds, which tell as much as 32 of equal weight" in result.stdout
    assert "History narrows 0 of 5 uncertain parameters" in result.stdout


def test_programs_get_one_json_object(file: Path) -> None:
    told = json.loads(call("worlds", "--file", str(file), "--json").stdout)
    assert told["worlds"] == 32
    assert {each["name"] for each in told["parameters"]} == set(NAMES)


@pytest.mark.usefixtures("told_history")
def test_a_fit_writes_worlds_and_pictures_and_goes_on_from_what_is_kept(here: Path) -> None:
    words = ("worlds", "fit", "--size", "200", "--waves", "40,40", "--workers", "1", "--keep", "kept", "--seed", "3")
    result = call(*words, "--write", "worlds.parquet", "--figure", "pictures")
    assert result.exit_code == 0, result.output
    assert "Wave 2:" in result.stderr
    assert "published figures" in result.stdout
    made = Ensemble.read(here / "worlds.parquet").made
    assert made == {"size": 200, "waves": "40,40", "seed": 3, "runs": 80}
    assert {path.name for path in (here / "pictures").glob("*.png")} == {"held_anchors.png", "narrowed_ranges.png"}
    n_kept = len(list((here / "kept").iterdir()))
    assert call(*words).exit_code == 0
    assert len(list((here / "kept").iterdir())) == n_kept


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fit", "--waves", "19"), "runs of the first wave = 19"),
        (("fit", "--waves", "40,0"), "runs of a wave = 0"),
        (("fit", "--waves", "many"), "--waves"),
        (("fit", "--dask", "tcp://nowhere"), "has no port"),
        (("show", "--write", "worlds.parquet"), "--write"),
        (("--file", "nowhere.parquet"), "is no file of worlds"),
        (("fit", "--most", "0"), "--most"),
    ],
)
def test_bad_input_is_refused_before_anything_is_run(words: tuple[str, ...], said: str, here: Path) -> None:
    result = call("worlds", *words)
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert list(here.iterdir()) == []
