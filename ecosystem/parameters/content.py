"""What a page holds."""

from typing import Any, Self

from pydantic import model_validator

from ecosystem.errors import FamilyError, Fault, ParameterError, did_you_mean, quoted
from ecosystem.parameters.fields import ParameterGroup, parameter, proportion
from ecosystem.registry import Registry

FAMILIES: Registry[Any] = Registry("family", FamilyError, ours=("categorical", "gaussian", "text"))
"""The families of content that a web can be made of, by name."""


class ContentParameters(ParameterGroup):
    """What a page holds."""

    family: str = parameter(
        "categorical",
        unit="option",
        choices=FAMILIES,
        meaning=(
            "what an idea is: one of the names of its topic, counted by models that are distributions over them; a "
            "vector, to which models fit normal distributions; or a passage of real text, on which models of language "
            "are trained"
        ),
        source="judgement: rare patterns are a matter of names; vectors ask whether conclusions depend on that",
    )
    vector_dimensions: int = parameter(
        2,
        unit="numbers per idea",
        low=1,
        high=16,
        meaning="length of an idea where ideas are vectors",
        source="judgement: the fewest numbers that can go together",
    )
    ideas_per_page: int = parameter(
        8,
        unit="ideas per page",
        low=1,
        high=64,
        meaning="ideas that a page carries, a sample of its text",
        source="judgement: with content.tokens_per_idea, pages of 800 tokens",
    )
    tokens_per_idea: float = parameter(
        100.0,
        unit="tokens",
        low=1.0,
        high=10000.0,
        meaning=("tokens of real text for which one idea of a human page stands; used for prices only"),
        source="judgement: 800 tokens a page",
    )
    junk_page_share: float = proportion(
        0.5,
        unit="share of human pages",
        meaning="human pages that carry junk ideas, as a mean over authors (see content.idiosyncrasy_concentration)",
        source=(
            "judgement: half; without noise a quality filter can only harm, and FineWeb-Edu (arXiv 2406.17557) drops "
            "nine tenths of what was kept before; from a fifth to four fifths"
        ),
        plausible=(0.2, 0.8),
    )
    idiosyncrasy_concentration: float = parameter(
        2.0,
        unit="pseudo-counts",
        low=0.1,
        high=1e6,
        meaning=(
            "how alike authors are in the share of their pages that carry junk ideas: concentration of a beta "
            "distribution around content.junk_page_share, apart from how much they write; the upper bound is the off "
            "switch, at which all authors have the mean to a spread of .0005"
        ),
        source=(
            "judgement: 2, with a mean of .5, spreads authors evenly from those who never write anything unusual to "
            "those who always do; no published figure is known; from nearly two camps to nearly all alike"
        ),
        plausible=(0.5, 20.0),
    )
    junk_idea_share: float = proportion(
        0.6,
        unit="share of ideas on such pages",
        meaning=("chance that an idea on a junk page is drawn uniformly over the ideas of the topic"),
        source=(
            "judgement: 30 % of all human ideas with the default share of junk pages; from a few stray ideas to nearly "
            "nothing else"
        ),
        plausible=(0.3, 0.9),
    )
    ai_length_ratio: float = parameter(
        1.6,
        unit="tokens of an AI page over a human page",
        low=1.0,
        high=3.0,
        meaning="length weight of a wholly synthetic page; mixed pages lie between",
        source=(
            "Russell et al. 2026, arXiv 2609.40295: 19.5 % of documents, 27.9 % of tokens after the same filter; range "
            "by judgement: kinds of text differ; a third to nearly twice as much above 1"
        ),
        plausible=(1.2, 2.0),
    )
    primary_threshold: float = proportion(
        0.5,
        unit="human share",
        meaning="a page is AI-primary when its human share lies below this",
        source="definition; published bands do not identify it",
    )
    death_hazard: float = parameter(
        0.0055,
        unit="1/month",
        low=0.0,
        high=0.1,
        meaning="chance that a live page goes offline",
        source="Pew 2024: 8 % gone in year 1, 38 % in 10 years, which is .007 and .004 a month",
        plausible=(0.004, 0.007),
    )

    @model_validator(mode="after")
    def _has_a_known_family(self) -> Self:
        if self.family not in FAMILIES:
            rule = f"is not {' or '.join(map(repr, FAMILIES))}"
            remedy = f"{did_you_mean(self.family, FAMILIES)} One of your own is known once its module is imported."
            raise ParameterError(Fault("family", rule, quoted(self.family), remedy=remedy))
        return self
