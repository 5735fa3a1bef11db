"""Sites, the links between them and the archive with which the web starts."""

from typing import Literal, Self

from pydantic import model_validator

from ecosystem.errors import Fault, ParameterError, quoted
from ecosystem.parameters.fields import ParameterGroup, parameter, proportion, switch


class WebParameters(ParameterGroup):
    """Sites, the links between them and the archive with which the web starts."""

    authors_per_site: float = parameter(
        2.0,
        unit="authors per site",
        low=0.5,
        high=20.0,
        meaning="human authors for each human site at the start",
        source="judgement",
    )
    news_share: float = proportion(
        0.15,
        unit="share of human sites",
        meaning="sites of a topic at the start that are news sites (at least one, unless this is 0)",
        source="judgement",
    )
    real_web_sites: int = parameter(
        2_000_000,
        unit="sites",
        low=1_000,
        high=1_000_000_000,
        meaning="sites of the real web that those of the model stand for: site i of n for ranks down to i / n of them",
        source="judgement: about the end of published lists of domains by rank",
    )
    structure: Literal["scale_free", "random", "small_world", "block"] = parameter(
        "scale_free",
        unit="kind of web",
        meaning=(
            "how links choose their targets: by attractiveness and visits, at random, near by on a ring, or at random "
            "mostly within a topic; how many links a site holds is the same in all of them"
        ),
        source="Broder et al. 2000 (the web is scale-free); the others are tests of what hangs on it",
    )
    in_degree_exponent: float = parameter(
        2.1,
        unit="exponent of the density",
        low=1.8,
        high=4.0,
        meaning="tail exponent of the attractiveness of sites, and so of their in-links",
        source="Broder et al. 2000; Funel 2018 (the tail holds at domain level only)",
    )
    fitness_range: float = parameter(
        1000.0,
        unit="ratio",
        low=1.0,
        high=1e6,
        meaning="largest over least attractiveness of a site; with 1 all sites are equal",
        source="judgement",
    )
    out_degree_mean: float = parameter(
        36.0,
        unit="links per site",
        low=1.0,
        high=200.0,
        meaning="links that a site holds to other sites (at most half of the sites)",
        source="Common Crawl domain graph 2026: 36; 12 in 2017",
    )
    homophily: float = proportion(
        0.6,
        unit="share of links",
        meaning="links that stay within the topic of their site (scale_free and block)",
        source="judgement",
    )
    attention_pull: float = parameter(
        0.3,
        unit="exponent",
        low=0.0,
        high=1.0,
        meaning=(
            "weight of last month's visits, against attractiveness, when a link chooses its target (scale_free only)"
        ),
        source="judgement",
    )
    attention_floor: float = parameter(
        0.05,
        unit="of the mean of all sites",
        low=0.001,
        high=10.0,
        meaning="what is added to the visits of each site in that choice, so that links find sites that nobody visits",
        source="judgement",
    )
    rewiring_share: float = proportion(
        0.1,
        unit="share of links",
        meaning="links of a small_world web that lead anywhere and not to a neighbour on the ring",
        source="Watts and Strogatz 1998: paths are short and neighbours are linked from about 0.01 to 0.1",
    )
    damping: float = parameter(
        0.85,
        unit="share of steps",
        low=0.0,
        high=0.99,
        meaning="steps of PageRank, the authority of a site, that follow a link; the others begin anew at any site",
        source="Brin and Page 1998",
    )
    invitations: int = parameter(
        2,
        unit="links per new site",
        low=0,
        high=100,
        meaning="links that other sites set to a site when it is founded, by which crawlers find it",
        source="judgement",
    )
    link_turnover: float = proportion(
        0.05, unit="share of links a quarter", meaning="links that are dropped and set anew", source="judgement"
    )
    has_growth: bool = switch(
        True,
        meaning=(
            "links are renewed as the web changes; False keeps every link as it was set, and only new sites add some"
        ),
        source="control: fixed graph",
    )
    new_site_share: float = proportion(
        0.1,
        unit="share of entering authors",
        meaning="entering authors who found a site of their own",
        source="judgement",
    )
    archive_months: int = parameter(
        180,
        unit="months",
        low=36,
        high=240,
        meaning=(
            "months of pages that the web holds: the archive at the start, and the "
            "age at which the last pages go offline, so that the stock is at rest"
        ),
        source=(
            "judgement: from five years to as long as there are many pages; mean age of live pages 76 months with the "
            "default"
        ),
        plausible=(60, 180),
    )
    burn_in_months: int = parameter(
        24,
        unit="months",
        low=6,
        high=60,
        meaning=("last months of the archive, run with the full schedule so that the world starts at rest"),
        source="judgement",
    )

    @model_validator(mode="after")
    def _burn_in_ends_the_archive(self) -> Self:
        if self.burn_in_months >= self.archive_months:
            rule = f"is not below archive_months = {self.archive_months}"
            remedy = "The burn-in is the last part of the archive; shorten it or lengthen the archive."
            raise ParameterError(Fault("burn_in_months", rule, quoted(self.burn_in_months), remedy=remedy))
        return self
