"""The page of the equilibria, written from their table."""

from collections.abc import Sequence

from analysis.laws.claims import Result, n_held, results_table
from analysis.laws.equilibria.studies import EQUILIBRIA

_HEAD = """# Equilibria

Published results on the economics of AI content, laid beside what authors, readers, operators and trainers of this
project do. Every number comes from the economy's own functions and phases, in a world from which everything is taken
away that the paper does not have (`analysis/laws/equilibria/bare_worlds.py`). This page is written by
`ecosystem equilibria --write docs/equilibria.md`; `ecosystem equilibria --only E3` runs one.
"""
_RULE = """A number holds when it lies within the bounds given in words under "expected"; the standard error is that of
the replicas. Seeds are fixed, and `--seed` takes others. "Reported" numbers have no published target.
"""
_ASSUMED = """## Where quality is assumed

Nothing in this project maps the synthetic share to quality: a model's loss is measured on a model that was fitted to
pages. Some papers assume quality instead, and their results can be checked only under the same assumption. Two
parameters exist for that alone: `controls.seen_loss = "assumed"` replaces the loss that people see by
`controls.assumed_loss_slope` times the synthetic share of the newest pages (E1), or by zero: AI that is always right
(E3). The default is "measured", no scenario of the project uses the other, and the loss of the fitted models
(`model_loss`) stays measured even then. E2 needs no quality; E4 improves models step by step; E5 and E7 run on fitted
models.
"""
_CAVEATS = """## How each was done, and what does not hold

- **E1.** An author's payoff is half from own content and half from that of a random partner, so that AI pays while
  m z / 2 < c_h - c_a; this reading of the payoffs gives the published share and welfare. Authors reconsider in both
  directions. Their choice is a logit with a constant taste, as sharp as the bounds of the weights allow; what sharpness
  is missing pulls the share toward one half, which is why it lies slightly inside the published value (accepted: .02 in
  the share, .03 in welfare). With small m all use AI.
- **E2** is an identity of ranking in proportion to weight: odds of visits are odds of pages times w. It assumes an
  engine that knows every AI page. With ten positions on a result page, each site shown once, somewhat larger odds are
  needed; where human pages sit on sites of any authority, more again, since a few strong sites keep their positions.
- **E3.** R is income per page x survival / cost: the life-long revenue of a page at the prices of a web in which human
  authors are rare, times the part of it that an author who may leave is still there to collect. Without survival the
  threshold would lie above 1 by what leaving authors do not collect. In this economy entry is scaled so that as many
  enter as leave in the web before AI; only if that web makes no profit, as set here, is its point of rest R = 1. That
  growth stops where accounts balance (E3b) is therefore built in; that prices and survival foretell it (E3a) is not.
  Below the threshold human authors die out; with a royalty they persist, since the fewer they are the more each gets.
- **E4.** Authors alike in all but cost and a constant taste, wholly AI content as in the paper. Default authors also
  differ in how much they would let a model write and in stigma, which hides most of the order of single authors; over
  deciles of cost it is still there.
- **E5** holds in part, and only where licences pay enough to matter: AI takes most clicks and earns much, many pages
  are on offer, and authors live on income. Then a scarce stock keeps the price of data high, and what trainers pay
  keeps people writing: free data are bad. With an abundant stock it cannot be told whether free data are good or bad,
  so that is reported and no check, while the gap between the two stocks is. A difference is taken to have a sign if
  it is two standard errors from zero. With default payments no difference can be told, however scarce the stock is.
  Royalties take no data away, and token budgets here do not depend on what trainers earn, so the cost of paying,
  which the paper has, is missing.
- **E6** (the best number of trainers rises with the horizon) is exploratory and no law; it is not checked.
- **E7.** Topics differ by the share of their pages that models could be trained on, by walls and by thinning the
  archive; the models are the world's own fits. Questions in topics without any such page are the control, as questions
  that the model answers badly are in the paper. The monthly hazard of turning to chat was chosen to fit how questions
  fell on such sites, so the size is no independent check; that it hangs on coverage is.
- **E8** reports and targets nothing: the paper has one author and no code, and what kappa is in a market like this one
  is left open. Read as the curvature of welfare by dose, it makes the rule say that the first dollar for a page is
  worth the drift in nats. Welfare is that of everybody, public money costs no more than it is, and what pages are worth
  to readers is large beside what they earn. So each dose asked for is better than those below it, with ever less for a
  dollar; the rule puts the best beyond the range, as the fitted curve does, whose slope is of the order of the drift.
- **E9** is exact: the choice among samples is the economy's own (`ecosystem/content/curation.py`), and generations are
  fitted to endless text. Curating a model moves what another learns, against the taste of that one's users as far as
  tastes differ, and for it where they are alike; where neither learns from the other there is no effect. That curation
  turns against the curated model itself, which the paper finds for some interactions, does not happen here: it is only
  dampened.
- **E10**: engines earn by answers as far as these hold after reading (`answers.revenue_usd`), and answers stand on
  searches by volume. The paper lets users leave engines whose answers make creators give up; here searches are constant
  in number, so the channel by which citing or paying would come back to an engine is only that answers read better
  pages. That is some thousandths of what they earn, if anything, and what is paid is nearly all lost to the engine.
- **E11** takes refusals that nobody heeds. Damages keep crawlers from refusing sites whoever owes them, people write
  more, and models know less. The three differ in who else is driven away: a trainer answers only for what it keeps,
  pays no more than it has and goes on serving, while users who owe leave for models that took nothing, or use none. By
  this measure the later user is the worst to hold liable, against what is said; the order is the same with five times
  as many authors. Readers lose what models know at once, and gain what people write instead slowly: eight years may be
  too few. That a page is used is itself no harm to its owner here, beyond the readers that models keep from it.
"""


def equilibria_page(results: Sequence[Result]) -> str:
    """Write results as a page in Markdown, without the seconds so that the page changes only with the results."""
    counted = f"**{n_held(results)}.**\n{_RULE}"
    table = results_table(results, has_source=False)
    return "\n".join((_HEAD, counted, _sources(results), table, _ASSUMED, _CAVEATS))


def _sources(results: Sequence[Result]) -> str:
    ran = [each for each in EQUILIBRIA if any(result.source == each.source for result in results)]
    return "\n".join(f"- {each.id}, {each.says.lower()}: {each.source}" for each in ran) + "\n"
