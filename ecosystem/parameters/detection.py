"""Detectors of synthetic pages as parametric error rates."""

from typing import Literal

from ecosystem.parameters.fields import ParameterGroup, parameter


class DetectionParameters(ParameterGroup):
    """Detectors of synthetic pages as parametric error rates."""

    engine_tpr: float = parameter(
        0.7,
        unit="rate",
        low=0.0,
        high=1.0,
        meaning="AI-primary pages written without evasion that the search engine believes synthetic",
        source="judgement: below commercial detectors (.95-.998 on unedited text), since it must judge the whole web",
        kind="uncertainty",
    )
    engine_fpr: float = parameter(
        0.02,
        unit="rate",
        low=0.0,
        high=1.0,
        meaning="other pages that it believes synthetic",
        source="Graphite 2026; Jabarian and Imas 2025: .002-.042",
        kind="uncertainty",
    )
    auditor_tpr: float = parameter(
        0.994,
        unit="rate",
        low=0.0,
        high=1.0,
        meaning="AI-primary pages written without evasion that the auditor detects",
        source="Graphite 2025: false negatives 0.6 %",
    )
    auditor_fpr: float = parameter(
        0.042,
        unit="rate",
        low=0.0,
        high=1.0,
        meaning="other pages that the auditor calls AI-primary",
        source="Graphite 2025: false positives 4.2 %",
    )
    audit_sample: int = parameter(
        1000,
        unit="articles a month",
        low=1,
        high=100000,
        meaning="new articles that the auditor draws at random and judges; all of them where there are fewer",
        source="Graphite 2025: 65,000 articles of January 2020 to May 2025",
    )
    auditor: Literal["rates", "likelihood"] = parameter(
        "rates",
        unit="text",
        low=None,
        high=None,
        meaning=(
            "how the auditor judges: with the published error rates, or by how likely the ideas of a page are under "
            "the model that measures best and under the filter's reference, at the published false-positive rate"
        ),
        source="Graphite 2025 for the rates; Neyman and Pearson 1933 for the ratio",
    )
    evasion_effect: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="share of the true positive rates that full evasion takes away; 0 is the off switch of evasion",
        source=(
            "paraphrase takes DetectGPT from 70.3 to 4.6 % at 1 % false positives (DIPPER arXiv 2303.13408), that is "
            ".93; commercial detectors from .985 to about .7, that is .3; range .02-.95"
        ),
        kind="uncertainty",
    )
    evasion_cost: float = parameter(
        1.0,
        unit="share of a page's full cost",
        low=0.0,
        high=10.0,
        meaning="what full evasion (paraphrase, checks, repairs) costs on top",
        source="judgement: a second pass of a model costs little, an editor more, so that about half evade; .02-5",
        kind="uncertainty",
    )
    tpr_decay: float = parameter(
        0.0,
        unit="1/month",
        low=0.0,
        high=0.1,
        meaning="share of the true positive rates lost each month from January 2022 on, as models write better",
        source="judgement: 0-.1 a generation of models, so 0-.01 a month; 0 for want of a measured decay",
        kind="uncertainty",
    )
    cost_per_page_usd: float = parameter(
        0.0001,
        unit="USD per page",
        low=0.0,
        high=1.0,
        meaning="x",
        source="judgement",
    )
