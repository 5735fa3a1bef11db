import subprocess
import sys

import pytest

from ecosystem.docstrings import docstring, first_line

SCRIPT = """
from typer.main import get_command
from analysis.dashboard.fields import other_parameters, uncertainties
from ecosystem.indicators import INDICATORS
from ecosystem.policies import POLICIES
from ecosystem.schedule import SCHEDULE
from scenarios.command_line import app

told = {f"command {name}": each.help for name, each in get_command(app).commands.items()}
told |= {f"indicator {name}": each.meaning for name, each in INDICATORS.items()}
told |= {f"phase {row.name}": row.meaning for row in SCHEDULE}
told |= {f"policy {kind}": policy.asks for kind, policy in POLICIES.items()}
told |= {f"group {each.title}": each.explanation for each in (*other_parameters(), *uncertainties())}
for name, text in told.items():
    print(name, [text])
"""


def described() -> None:
    """Say what it is.

    And more.
    """


def test_a_docstring_is_what_is_written() -> None:
    assert docstring(described) == "Say what it is.\n\nAnd more."
    assert first_line(described) == "Say what it is."
    assert first_line(lambda: None) == ""


@pytest.mark.large
def test_optimised_python_tells_the_same_texts(capsys: pytest.CaptureFixture[str]) -> None:
    exec(SCRIPT, {})  # noqa: S102
    plain = capsys.readouterr().out
    told = [line.rpartition(" [")[0] for line in plain.splitlines() if len(line.rpartition("[")[2]) > len("'text']")]
    assert len(told) == plain.count("\n") > 100
    command = [sys.executable, "-OO", "-c", SCRIPT]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == plain
