"""The model in the form of the ODD protocol (Grimm et al. 2020, JASSS 23(2) 7), written from what runs.

Entities, state, processes, patterns, dated events, parameters and submodels are read from the tables, the schedule and
the metadata by which the model works, so that the description cannot lag behind it; purpose and design concepts are
prose.
"""

from importlib import import_module
from pkgutil import iter_modules

from analysis.evidence.patterns import PATTERNS
from analysis.reports.markdown import table
from analysis.statistics.smallness import FEWEST_AUTHORS
from analysis.statistics.wording import capital, joined
from ecosystem import agents, content, market, web
from ecosystem.calendar import step_to_date
from ecosystem.columns import FrameInfo
from ecosystem.frame_columns import AUTHORS, MODELS, OPERATORS, POSTS, SCRAPERS, SITE_TABLE, TRAINERS
from ecosystem.indicators import RECORDED
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import FieldInfo, describe
from ecosystem.parameters.plausible import plausible_text
from ecosystem.phases import by_part
from ecosystem.policies import POLICIES
from ecosystem.registry import is_ours
from ecosystem.scenario import Scenario
from ecosystem.schedule import SCHEDULE

ENTITIES = {
    "Human authors": AUTHORS,
    "AI operators": OPERATORS,
    "Sites": SITE_TABLE,
    "Scrapers": SCRAPERS,
    "Model trainers": TRAINERS,
    "Pages": POSTS,
    "Versions of models": MODELS,
}
"""Entities -> the frame whose columns are their state."""
ROOMS = (agents, web, content, market)
CONTROLS = "controls."

_HEAD = """# The model by the ODD protocol

Overview, design concepts and details in the form of Grimm et al. 2020 (JASSS 23(2) 7, doi 10.18564/jasss.4259).
`ecosystem odd --write docs/odd.md` writes this page from the tables, the schedule and the metadata by which the model
works. [The model](model.md) tells the same as a story, with what is known to be wrong with it.
"""
_PURPOSE = """## 1. Purpose and patterns

The purpose is **explanation and comparison of policies**: how the share of synthetic content on the web, the quality
of models trained on it, the income of human authors and the worth of human data move together from 2022 on, and what
rules such as labels, levies or refusals change, for whom and with what certainty. It is no forecast of a date or a
level. Nothing maps the synthetic share to the quality of models: these are fitted to sampled text, and what
collapses, collapses by sampling. The model counts as realistic enough for its purpose where a calibrated run shows
these patterns at once ([validation](validation.md) says which it misses):
"""
_SCALES = """**Scales.** One step is a month; step 0 is January 2022, and {months} months run to {last}. Size is the
number of human authors ({size} by default); topics, sites, operators and budgets scale with it, so that results per
author hardly depend on it. Fewer than {fewest} authors are for tests. Space is a directed network of sites, each of
one topic; a page stands on one site. Money is counted in whole millionths of a USD.
"""
_PROCESSES = """## 3. Process overview and scheduling

The rows of a month run in this order; each sees what earlier rows of the month did. Within a row all agents decide at
once on the same state, by columns, so that no result hangs on the order of agents. `ecosystem schedule` prints it.
"""
_CONCEPTS = {
    "Basic principles": (
        "Statistical learning from finite samples (absolute discounting), logit demand, free entry under "
        "heterogeneous costs, double entry, Zipf-Mandelbrot popularity with drift. Every mechanism has an off "
        "switch (controls below), so that what it does is asked by pairs of runs."
    ),
    "Emergence": (
        "The synthetic share of flow, crawl, search and training data, losses of models and what they forget "
        "first, prices of licences, incomes, concentration of trainers. Imposed are: the dated events of section "
        "6, the fall of costs of AI writing, the pace of budgets, and how fast culture moves."
    ),
    "Adaptation": (
        "Authors enter, leave, turn to AI and back, refuse crawlers; operators enter, leave and hide; readers and "
        "askers choose pages, answers and models; trainers move their recipes, buy licences and set prices."
    ),
    "Objectives": (
        "Authors and operators weigh income against cost, readers quality against price and effort, trainers the "
        "fall of the loss on held-out pages against what tokens cost, and revenue against price (best replies)."
    ),
    "Learning": (
        "Trainers correct what they believe sources to be worth by ablations; people keep moving averages of "
        "income, of the worth of pages by topic and of models. In an arms race (off by default) hiding and "
        "detection learn."
    ),
    "Prediction": "Nobody looks ahead more than a recipe's next version; people take the last months for the next.",
    "Sensing": (
        "Engines, filters and auditors see what a detector with published errors, labels and marks show, not who "
        "wrote a page; people see quality through use and benchmarks. Without "
        "`controls.has_observer_error` they see the truth."
    ),
    "Interaction": (
        "Through pages (read, linked, scraped, learnt from), through attention (pages compete on result pages), "
        "through markets (licences, models, advertising) and among peers (adoption, refusal)."
    ),
    "Stochasticity": (
        "Every draw is a pure function of seed, decision, month and the key of its entity, so that two arms share "
        "the luck of all that exists in both. What seeds do is told by intervals over replicates."
    ),
    "Collectives": "Trainers' private scrapers, the open crawl, collective licences and data trusts.",
    "Observation": (
        "{n_indicators} indicators a month ([indicators](indicators.md)), frames of agents, sites and pages, a "
        "welfare account by group, and observers inside the model who err."
    ),
}
_START = """## 5. Initialisation

The archive is written by the authors of the start over {archive} months and thinned by the death of pages, so that the
stock is at rest; scrapers hold what crawling at rest would have fetched; {burn_in} months then run under the full
schedule at the costs of before. All of it hangs on the seed and the parameters alone ([the start](model.md#the-start)).
"""
_INPUT = """## 6. Input data

No time series drives the model. These dated events do, as parameters; policies and laws by name are dated as well
([policies](policies.md), {n_policies} kinds). Published figures are what it is laid beside, and never read by a run.
"""
_DETAILS = """## 7. Submodels

Each is a module that says what it does; [model.md](model.md#parts) tells them in a row.
"""
_PARAMETERS = """### Parameters

{n} numbers and choices with their source; {n_unsure} that nobody knows well have a plausible range and are moved by
every question over worlds, {n_levers} are levers. Values are those of the baseline. What stands on judgement says so.
"""


def odd_page(baseline: Scenario) -> str:
    """Write the page in Markdown.

    Parameters
    ----------
    baseline : Scenario
        The one whose values are told.
    """
    infos = describe(Parameters)
    parts = [_HEAD, _PURPOSE, *(f"{number}. {name}" for number, name in enumerate(PATTERNS, 1)), ""]
    parts += ["## 2. Entities, state variables and scales", "", _scales(baseline)]
    parts += [_entity(name, frame) for name, frame in ENTITIES.items()]
    parts += [_PROCESSES, _schedule(), "", "## 4. Design concepts", "", _concepts(), "", "**Controls.**", ""]
    parts += [_fields([info for info in infos if info.name.startswith(CONTROLS)], baseline), "", _start(baseline)]
    n_policies = sum(map(is_ours, POLICIES.values()))
    parts += [_INPUT.format(n_policies=n_policies), _fields([info for info in infos if info.type == "date"], baseline)]
    parts += ["", _DETAILS, _submodels(), "", _parameters(infos, baseline)]
    return "\n".join([*parts, ""])


def facts(baseline: Scenario) -> dict[str, object]:
    """Give what the page rests on as plain values: names of patterns, variables and rows; events; parameters."""
    infos = describe(Parameters)
    return {
        "patterns": list(PATTERNS),
        "entities": {name: [column.name for column in frame.columns] for name, frame in ENTITIES.items()},
        "schedule": [row.name for row in SCHEDULE],
        "concepts": list(_CONCEPTS),
        "events": {info.name: baseline.value(info.name) for info in infos if info.type == "date"},
        "submodels": {module: line for room in ROOMS for module, line in _modules(room.__name__)},
        "parameters": {info.name: baseline.value(info.name) for info in infos},
    }


def _scales(baseline: Scenario) -> str:
    last = step_to_date(baseline.months - 1)
    return _SCALES.format(months=baseline.months, last=last, size=baseline.size, fewest=FEWEST_AUTHORS)


def _start(baseline: Scenario) -> str:
    web_of = baseline.parameters.web
    return _START.format(archive=web_of.archive_months, burn_in=web_of.burn_in_months)


def _entity(name: str, frame: FrameInfo) -> str:
    rows = [(f"`{column.name}`", column.unit, column.meaning) for column in frame.columns]
    return f"### {name}\n\n{frame.row}\n\n{table(('variable', 'unit', 'meaning'), rows)}\n"


def _schedule() -> str:
    rows = [
        (str(number), row.name, row.meaning, _state(row.reads), _state(row.writes))
        for number, row in enumerate(SCHEDULE, 1)
    ]
    return table(("", "row", "what happens", "reads", "writes"), rows)


def _state(names: frozenset[str]) -> str:
    """Name the parts of the state, without their columns."""
    return joined(by_part(names)) if names else "-"


def _concepts() -> str:
    told = "\n".join(f"- **{name}.** {text}" for name, text in _CONCEPTS.items())
    return told.format(n_indicators=len(RECORDED))


def _modules(package: str) -> list[tuple[str, str]]:
    """Give the modules below a package with the first lines of their docstrings."""
    room = import_module(package)
    told = []
    for each in iter_modules(room.__path__, f"{package}."):
        module = import_module(each.name)
        told.append((each.name, (module.__doc__ or "").partition("\n")[0]))
        told += _modules(each.name) if each.ispkg else []
    return told


def _submodels() -> str:
    rows = [(f"`{name}`", line) for room in ROOMS for name, line in _modules(room.__name__)]
    return table(("module", "what it does"), rows)


def _parameters(infos: list[FieldInfo], baseline: Scenario) -> str:
    kinds = [info.kind for info in infos]
    head = _PARAMETERS.format(n=len(infos), n_unsure=kinds.count("uncertainty"), n_levers=kinds.count("lever"))
    told = [info for info in infos if not info.name.startswith(CONTROLS) and info.type != "date"]
    return f"{head}\n{_fields(told, baseline)}"


def _fields(infos: list[FieldInfo], baseline: Scenario) -> str:
    rows = [
        (
            f"`{info.name}`",
            str(baseline.value(info.name)),
            plausible_text(info),
            info.unit,
            f"{capital(info.meaning)}.",
            f"{capital(info.source)}.",
        )
        for info in infos
    ]
    return table(("parameter", "value", "plausible", "unit", "meaning", "source"), rows)
