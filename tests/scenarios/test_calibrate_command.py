"""``ecosystem calibrate``: what it prints is the TOML of a scenario."""

import re

import pytest
from typer.testing import CliRunner

from analysis.evidence import calibration
from analysis.evidence.calibration import SEARCHED, Calibration, plausible_ranges
from ecosystem.scenario import Scenario
from scenarios.command_line import app


def test_what_was_found_is_printed_as_tables_that_a_scenario_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {name: (low + high) / 2.0 for name, (low, high) in plausible_ranges(SEARCHED).items()}
    monkeypatch.setattr(calibration, "calibrate", lambda *_, **__: Calibration(found, 2.0, 1.0, 9))
    result = CliRunner().invoke(app, ["calibrate"])
    assert result.exit_code == 0
    text = result.stdout[result.stdout.index("[parameters") :]
    tables = re.findall(r"^\[(.*)\]$", text, re.MULTILINE)
    assert {"parameters.generators", "parameters.generators.farm"} <= set(tables)
    assert len(tables) == len(set(tables)), "TOML takes a table once"
    rounded = {name: float(f"{value:.4g}") for name, value in found.items()}
    assert Scenario.from_toml(f'name = "found"\n{text}') == Scenario(name="found").replace(**rounded)
