"""Operators of AI content: farms, brands, bots and assisted writers that publish while it pays."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from pydantic import Field

from ecosystem.parameters.fields import DateText, ParameterGroup, parameter, proportion
from ecosystem.parameters.operators import AssistedWriters, Bots, Brands, ContentFarms, OperatorKind

_KINDS: dict[str, type[OperatorKind]] = {
    "farm": ContentFarms, "brand": Brands, "bot": Bots, "assisted": AssistedWriters,
}  # fmt: skip


class GeneratorParameters(ParameterGroup):
    """Operators of AI content: farms, brands, bots and assisted writers that publish while it pays."""

    moved: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            f"{kind}_{trait}": f"generators.{kind}.{trait}"
            for kind, group in _KINDS.items()
            for trait in group.model_fields
        }
    )

    operators_per_author: float = parameter(
        5.0,
        unit="operators per human author",
        low=0.0,
        high=20.0,
        meaning="potential operators for each human author at the start",
        source="judgement: so many that the few for whom it pays before the fall of cost are not a matter of luck",
    )
    pool_flow: float = parameter(
        10.0,
        unit="human article flows",
        low=0.0,
        high=200.0,
        meaning=("output of all potential operators together over the articles that humans write at the start"),
        source=(
            "judgement: so large that those for whom it just pays decide how much is written; history tells it only "
            "together with cost_fall_factor and cost_spread; from the least that fills the web as it did to four times "
            "as much"
        ),
        plausible=(4.0, 40.0),
    )
    output_tail_exponent: float = parameter(
        2.0,
        unit="exponent of the density",
        low=1.2,
        high=4.0,
        meaning="truncated power law of output",
        source="judgement: as for authors (authors.posts_tail_exponent)",
    )
    output_tail_ratio: float = parameter(
        30.0,
        unit="ratio",
        low=2.0,
        high=10000.0,
        meaning="largest over smallest output",
        source="judgement: NewsGuard tells of dozens to hundreds of articles a day and farm",
    )
    cost_median: float = parameter(
        4.4,
        unit="of a human page's revenue",
        low=0.0,
        high=1000.0,
        meaning=("median full cost of a page (writing, editing, hosting, promotion) before the fall of cost"),
        source="fitted to the anchors (ecosystem calibrate): 0.2-1 % AI articles in 2022; range where it is searched",
        plausible=(2.0, 20.0),
    )
    cost_spread: float = parameter(
        0.6,
        unit="log units",
        low=0.1,
        high=4.0,
        meaning="spread of the full cost over operators of a kind",
        source=(
            "judgement: the larger it is, the more the median operator earns over its cost where the last to enter "
            "earns nothing; from two thirds to twice that"
        ),
        plausible=(0.4, 1.2),
    )
    cost_fall_date: DateText = parameter(
        "2022-12", unit="month", meaning="month of the exogenous fall of cost", source="events: 30 November 2022"
    )
    cost_fall_factor: float = parameter(
        0.09,
        unit="factor",
        low=0.001,
        high=1.0,
        meaning="full cost after that date over before",
        source=(
            "fitted to the flow anchors (ecosystem calibrate); range where it is searched: from a fall by more than "
            "half to a fiftieth"
        ),
        plausible=(0.02, 0.4),
    )
    cost_decline_per_year: float = parameter(
        0.05,
        unit="1/year",
        low=0.0,
        high=0.9,
        meaning="further fall of full cost a year after that date",
        source=(
            "judgement: history does not tell; from nothing to half of it each year; prices of models fell faster, but "
            "are a small part"
        ),
        plausible=(0.0, 0.5),
    )
    entry_hazard: float = parameter(
        0.15,
        unit="1/month",
        low=0.0,
        high=1.0,
        meaning="chance that a potential operator enters, times the part of a page's earnings that its cost leaves",
        source=(
            "fitted to the flow anchors (ecosystem calibrate); range where it is searched: a quarter to nearly three "
            "times"
        ),
        plausible=(0.04, 0.4),
    )
    exit_hazard: float = parameter(
        0.3,
        unit="1/month",
        low=0.0,
        high=1.0,
        meaning="chance that an operator leaves, times the part of a page's cost that it does not earn",
        source="judgement",
    )
    reach_spread: float = parameter(
        0.5,
        unit="log units",
        low=0.0,
        high=3.0,
        meaning="spread of the log-normal appeal of operators' pages",
        source="judgement",
    )
    first_authority: float = parameter(
        0.67,
        unit="of the mean of all sites",
        low=0.0,
        high=10.0,
        meaning=(
            "authority that an operator expects of its first site, but for the rank gap, while no other of its kind "
            "has one"
        ),
        source="judgement: most sites lie below the mean",
    )
    horizon_discount: float = parameter(
        0.98,
        unit="factor a month",
        low=0.5,
        high=1.0,
        meaning="discounting of a page's later visits",
        source="judgement",
    )
    quality_weight: float = parameter(
        4.0,
        unit="logits per nat",
        low=0.0,
        high=50.0,
        meaning="weight of the loss as served in the choice of a model",
        source="judgement",
    )
    price_weight: float = parameter(
        1.0,
        unit="logits per mean price",
        low=0.0,
        high=50.0,
        meaning="weight of a model's price, relative to the mean of all, in the choice of a model",
        source="judgement",
    )
    fixed_active_share: float = proportion(
        0.4,
        meaning="operators of the pool that publish from the fall of cost on where controls.has_operator_entry is off",
        source="judgement: about the active share of the baseline in 2025; used by a control only",
    )
    farm: ContentFarms = Field(default_factory=ContentFarms)
    brand: Brands = Field(default_factory=Brands)
    bot: Bots = Field(default_factory=Bots)
    assisted: AssistedWriters = Field(default_factory=AssistedWriters)

    @property
    def kinds(self) -> dict[str, OperatorKind]:
        """The kinds of operators by name, in the order of their codes."""
        return {name: getattr(self, name) for name in _KINDS}
