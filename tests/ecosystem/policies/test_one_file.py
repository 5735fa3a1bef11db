"""A policy is one file: laid among the orders, it is found, read, listed and fuzzed; nothing else has to name it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SECOND_TAX = '''
"""Another tax on mass publishing."""

from typing import ClassVar, Literal

from ecosystem.orders.publishing import PageTax
from ecosystem.parameters.fields import parameter
from ecosystem.policy import AgentPolicy
from ecosystem.rules import Reach


class FloodTax(PageTax):
    """A tax of its own name."""

    payments: ClassVar[tuple[str, ...]] = ("flood tax",)


class FloodLaw(AgentPolicy):
    """A tax on floods."""

    asks = "Whoever floods the web pays for each page"
    bound = "operators and authors"
    kind: Literal["flood_law"] = "flood_law"
    usd_per_page: float = parameter(
        0.4, unit="USD a page", low=0.0, high=2.0, meaning="tax on a page", source="judgement", kind="lever"
    )

    def order(self, reach: Reach) -> FloodTax:
        return FloodTax(self.kind, reach, self.usd_per_page, 0.0)
'''
LAID = """
from ecosystem import orders

orders.__path__.append({folder!r})
"""
USE = """
from hypothesis import find

from ecosystem.calendar import step_to_date
from ecosystem.model import WebEcosystem
from ecosystem.policies import POLICIES, payment_kinds
from ecosystem.scenario import Scenario
from tests.support.strategies import policies

assert "flood_law" in POLICIES and "flood tax" in payment_kinds()
assert find(policies(), lambda policy: policy.kind == "flood_law" and policy.usd_per_page > 1.0)
text = 'name = "flood"\\nsize = 50\\nmonths = 2\\n[[policies]]\\nkind = "flood_law"\\nstart = "2022-01"\\n'
model = WebEcosystem(Scenario.from_toml(text), seed=1)
model.step()
print(model.world.month.payments["publishing tax", "human authors", "public purse"] > 0)
print(model.setting.policies[0].describe())
"""


@pytest.mark.slow
def test_a_new_file_among_the_orders_is_a_new_policy_everywhere(tmp_path: Path) -> None:
    (tmp_path / "flooding.py").write_text(SECOND_TAX, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}

    def told(script: str, *words: str) -> str:
        call = [sys.executable, "-c", LAID.format(folder=str(tmp_path)) + script, *words]
        ended = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    assert told(USE).startswith("True\nWhoever floods the web pays for each page: from 2022-01 on; 100 % of ")
    assert "flood_law.usd_per_page" in told("from scenarios.command_line import app; app()", "parameters", "flood_law")
