"""The scenarios that come with the project, and those that users write as TOML files."""

from importlib import import_module
from os import PathLike, fspath
from pathlib import Path

from ecosystem.errors import Fault, ScenarioError, UnknownNameError, did_you_mean, quoted
from ecosystem.scenario import Scenario

NAMES = (
    "baseline",
    "no_feedback",
    "denoising",
    "replace_vs_accumulate",
    "clean_archive",
    "opt_out_wave",
    "private_data_advantage",
    "no_demotion",
    "detector_arms_race",
    "no_ai",
)
"""One module a scenario, in the order in which people should read them."""


def catalogue() -> dict[str, Scenario]:
    """Give all scenarios of the project by name."""
    return {name: import_module(f"scenarios.{name}").SCENARIO for name in NAMES}


def load(name_or_path: str | PathLike[str]) -> Scenario:
    """Give a scenario of the catalogue, or read one from a file.

    Parameters
    ----------
    name_or_path : str or path
        A name of the catalogue, or the path of a file that ends in ".toml".

    Returns
    -------
    Scenario
        The scenario, checked.

    Raises
    ------
    UnknownNameError
        If the catalogue has no such name.
    ScenarioError
        If the file cannot be read, or anything in it is wrong; it lists every fault.
    """
    text = fspath(name_or_path)
    if text in NAMES:
        return catalogue()[text]
    if text.lower().endswith(".toml"):
        return _read(Path(text))
    remedy = f"{did_you_mean(text, NAMES)} A file of your own must end in .toml."
    raise UnknownNameError(Fault("scenario", "is not in the catalogue", quoted(text), "", remedy))


def _read(path: Path) -> Scenario:
    """Read a scenario from a file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        remedy = "Give the path of a readable TOML file."
        fault = Fault("scenario file", f"cannot be read: {reason}", quoted(str(path)), "", remedy)
        raise ScenarioError(fault) from None
    return Scenario.from_toml(text)
