"""The page of the laws, written from their table."""

from collections.abc import Sequence

from analysis.laws.claims import TOLERANCE, Result, n_held, results_table

_HEAD = """# Laws

Collapse is not built in: models are fitted, write pages, and are fitted again. This page lays published and exact
results beside what the learners and the generational loop of this project show. It is written by
`ecosystem laws --write docs/laws.md`; `ecosystem laws --only V5` runs a few.
"""
_RULE = f"""A law holds when the measured mean lies within {TOLERANCE:g} standard errors of the expected value, the
standard error being that of the replicas; seeds are fixed. Generation 1 is the model fitted on real pages.
"""
_CAVEATS = """## What does not hold, and why

- **With the unbiased variance nothing shrinks on average.** Under replacement E[s^2] stays what it was; only E[s], the
  median and the mass near zero fall. With the maximum-likelihood variance E[s^2] = (1 - 1/M)^n. Statements on
  "variance collapse" mean nothing without the divisor, so `ddof` is always explicit here.
- **Kernel densities do not shrink, they spread**: each generation adds the square of the bandwidth.
- **Power laws of missing mass are asymptotic.** The slope -(1 - 1/beta) holds while the number of pages is large and
  the ideas are not exhausted. With finitely many ideas it bends down at (ideas)^beta pages; below about a hundred pages
  the head of the distribution still shows. V9 is therefore measured from 300 to 10,000 pages of infinitely many ideas.
- **At temperature 1 entropy holds only in the limit of many pages.** With n pages a generation a pool of S ideas loses
  (S - 1) / (2 n k^2) nats in generation k; V11b expects that and not zero.
- **"A 20 % discount puts beliefs 2.3 times further from the truth"** (Peterson 2024) comes from one unseeded run. Over
  seeds the ratio is about 1.25, with an interval from .93 to 1.67. It is no target here.
- **The constant in the bound for token editing** (Zhu et al. 2024) does not hold as printed when a random fifth of the
  tokens is edited anew in each round. It is no target here.
- **These are laws of the parts.** They say that learners, decoding and the loop do what is known of them. They do not
  say that the web behaves like a loop: there, human pages keep coming, culture drifts, and trainers choose.
"""


def laws_page(results: Sequence[Result]) -> str:
    """Write results as a page in Markdown, without the seconds so that the page changes only with the results."""
    parts = (_HEAD, f"**{n_held(results)}.** {_RULE}", results_table(results, has_source=True), _CAVEATS)
    return "\n".join(parts)
