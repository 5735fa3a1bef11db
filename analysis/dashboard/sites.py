"""What there is to know about one site, in words."""

from html import escape

import numpy as np

from analysis.dashboard.page_model import PageModel
from analysis.statistics.wording import percent, short
from ecosystem.kinds import PURPOSES
from ecosystem.tables import NO_OWNER

OPERATORS = ("content farm", "brand", "bot", "assisted writer")
"""Kinds of operators in the order of their codes, in words."""


def site_choice(model: PageModel, chosen: int, most: int = 500) -> str:
    """Write the list of sites to choose from, by topic: those with the largest audience, at most 500."""
    frame = model.map_frame().sort_values("audience", ascending=False, kind="stable").head(most)
    parts, chosen_mark = [], ' selected="selected"'
    for topic, part in frame.sort_values("site").groupby("topic"):
        options = "".join(
            f'<option value="{site}"{chosen_mark if site == chosen else ""}>{escape(kind)} {site}</option>'
            for site, kind in zip(part["site"].tolist(), part["kind"].tolist(), strict=True)
        )
        parts.append(f'<optgroup label="Topic {topic}">{options}</optgroup>')
    none = '<option value="-1">none</option>'
    select = f'<select id="choice-site">{none}{"".join(parts)}</select>'
    return f'<span class="eco-choice"><label for="choice-site">Site</label> {select}</span>'


def site_table(model: PageModel, site: int) -> str:
    """Write what a site is as a table."""
    rows = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in site_facts(model, site))
    return f'<table class="eco-table"><caption>Site {site}</caption>{rows}</table>'


def site_facts(model: PageModel, site: int) -> list[tuple[str, str]]:
    """Say what a site is: pages, authors, income and rules, as pairs of a name and a text."""
    world = model.world
    row = model.map_frame().iloc[site]
    authors, operators, sites = world.authors, world.operators, world.sites
    people = authors.is_active & (authors.site == site)
    operated = operators.is_active & (operators.site == site)
    income = float(np.sum(authors.income[people])) + float(np.sum(operators.income[operated]))
    counts = np.bincount(operators.kind[operated], minlength=len(OPERATORS))
    n_people = int(people.sum())
    writers = [f"{n_people} {'person' if n_people == 1 else 'people'}"]
    writers += [f"{n} {kind}{'s' * (n != 1)}" for n, kind in zip(counts.tolist(), OPERATORS, strict=True) if n]
    return [
        ("Kind and topic", f"{row['kind']}, topic {row['topic']}"),
        ("Live pages", f"{row['n_live']:,}, {percent(float(row['synthetic_share']))} of them mostly AI"),
        ("Visits in the last month run", f"{row['audience']:,.0f}"),
        ("Who writes", ", ".join(writers)),
        ("Income of its writers a month, averaged over about half a year", f"{income:,.2f} USD"),
        ("Rules for crawlers", _rules(model, site)),
        ("Asking price", f"{short(float(sites.licence_price[site]))} USD per 1,000 tokens"),
    ]


def _rules(model: PageModel, site: int) -> str:
    sites = model.world.sites
    refused = [name for name, refuses in zip(PURPOSES, sites.refuses[site], strict=True) if refuses]
    told = [f"refuses crawlers for {', '.join(refused)}" if refused else "lets AI crawlers in"]
    if sites.is_paywalled[site]:
        told.append("has a paywall")
    if int(sites.owner[site]) != NO_OWNER:
        told.append("belongs to a trainer, whose crawler alone may fetch it")
    if float(sites.fetch_price[site]) > 0.0:
        told.append(f"sells a fetch for {short(float(sites.fetch_price[site]))} USD")
    return ", ".join(told)
