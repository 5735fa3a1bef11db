"""The quality filter of scrapers: typicality under a reference model."""

from typing import Literal

from ecosystem.parameters.fields import ParameterGroup, parameter


class FilteringParameters(ParameterGroup):
    """The quality filter of scrapers: typicality under a reference model."""

    keep_share: float = parameter(
        0.39,
        unit="share of human pages",
        low=0.01,
        high=1.0,
        meaning="live human pages, of all ages, that the filter keeps when its threshold is set",
        source=("Russell et al. 2026: 12.8 % of human documents over the language step (33 %); range .3-.7"),
        kind="uncertainty",
    )
    reference_step: int = parameter(
        -36,
        unit="step",
        low=-120,
        high=0,
        meaning=(
            "month whose human culture the reference model knows (negative: before January 2022); "
            "until then pages are judged by the first month of the archive"
        ),
        source="judgement",
        kind="uncertainty",
    )
    refresh: Literal["never", "yearly"] = parameter(
        "yearly",
        unit="option",
        low=None,
        high=None,
        meaning="how often reference and threshold are set anew",
        source="judgement",
        kind="uncertainty",
    )
    reference_tokens: int = parameter(
        20000,
        unit="ideas per topic",
        low=100,
        high=10000000,
        meaning="size of the clean sample on which the reference model is fitted",
        source="judgement",
    )
