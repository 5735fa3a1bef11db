"""Laws by name: what is law, or a rule as wide as one, as policies with dates, whom it binds, and where ours differs.

The dated events of the world itself, such as the first chat model, are parameters (`attention.chat_start`). Laws are
policies instead, so that a what-if can ask for more or for less than what is law: the scenario `laws_in_force` has all
of them, the baseline has none beyond what `Preset.in_baseline` says. All begin after the last month that it is fitted
to, so that it needs no new fit to have them.

>>> PRESETS["eu_article_50"].policies[0].start
'2026-08'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ecosystem.policies import (
    AnswerCitation,
    CollectiveLicence,
    LabellingMandate,
    Marking,
    PayPerCrawl,
    PolicyPackage,
    PurposeOptOut,
    TrainingDisclosure,
)


@dataclass(frozen=True)
class Preset(PolicyPackage):
    """A law, or a rule as wide as one, as a package of policies.

    Parameters
    ----------
    policies : tuple of Policy
        What it asks, with dates, coverage and numbers.
    title : str
        What it is called.
    source : str
        Where it stands, and from when on it binds.
    binds : str
        Whose law it is: the share of trainers, sites, authors or searches that each policy covers, and where that
        comes from.
    differs : str
        Where ours differs from the law.
    in_baseline : str
        What of it the baseline has already, by the names of parameters.
    """

    title: str
    source: str
    binds: str
    differs: str
    in_baseline: str = "nothing"


_EU_ARTICLE_50 = Preset(
    (
        Marking(start="2026-08", phase_in_months=4, coverage=0.9, metadata=False, fingerprint=False),
        LabellingMandate(start="2026-08", coverage=0.15),
    ),
    title="European Union, AI Act, article 50: transparency of what AI writes",
    source=(
        "Regulation (EU) 2024/1689, article 50(2) and (4), from 2 August 2026; systems on the market before then mark "
        "from 2 December 2026 on (the amendment of 2026 known as the digital omnibus); code of practice on marking and "
        "labelling, 10 June 2026: metadata and watermarks, records if a provider likes"
    ),
    binds=(
        "90 % of model trainers: article 2(1) binds whoever offers a model in the Union, wherever it sits, and few "
        "stay away (judgement); 15 % of operators and authors: German, French and Italian alone are the languages of "
        "12.7 % of websites (W3Techs, September 2024)"
    ),
    differs=(
        "Paragraph 4 asks only for text on matters of public interest that no editor answers for, and for labels that "
        "people see: ours are on all pages that a model mostly wrote, and machines read them, so it is the most that "
        "the law could do; metadata that a provider adds are lost where text is copied to a page, so that models mark "
        "by watermark alone; systems of before August come under it one by one as trainers renew them, and not at "
        "once in December"
    ),
)
_EU_ARTICLE_53 = Preset(
    (TrainingDisclosure(start="2025-08", phase_in_months=5, coverage=0.9),),
    title="European Union, AI Act, article 53: a public summary of what models were trained on",
    source=(
        "Regulation (EU) 2024/1689, article 53(1)(d), from 2 August 2025; models on the market before then by 2 August "
        "2027 (article 111(3)); template of the European Commission, 24 July 2025"
    ),
    binds=(
        "90 % of model trainers: whoever offers a model for general purposes in the Union, and few stay away "
        "(judgement), one by one as they renew their models"
    ),
    differs=(
        "The law lets owners enforce their rights and says nothing of readers: ours lets these like a model less that "
        "was trained on synthetic text, and a share of broken refusals is respected as soon as they are known; small "
        "firms name half as many sites, ours all as many"
    ),
)
_UK_CMA_CONDUCT = Preset(
    (
        PurposeOptOut(
            start="2026-12",
            purposes="answers",
            coverage=0.04,
            opt_in_share=0.8,
            enforcement=1.0,
            forbids_down_ranking=True,
        ),
        AnswerCitation(start="2026-12", coverage=0.02),
    ),
    title="United Kingdom, conduct requirements for search: leaving AI answers costs no rank",
    source=(
        "Competition and Markets Authority, publisher conduct requirement of 3 June 2026 under the Digital Markets, "
        "Competition and Consumers Act 2024, section 19; controls bind from 3 December 2026"
    ),
    binds=(
        "4 % of human sites, of which a fifth leave, and 2 % of answers: more than the 1.2 % of people online who live "
        "there (ITU 2024), since these search more than others do, and others read their publishers too; about as many "
        "leave as refuse to teach models (judgement)"
    ),
    differs=(
        "The law lets every publisher leave the answers that one engine shows in one country: ours lets publishers of "
        "that country leave all answers, a fifth of them for good; a say in the tuning of models is left out; and it "
        "lapses on 10 October 2030 unless the engine stays designated, ours stays"
    ),
)
_CONTENT_NETWORK_DEFAULT = Preset(
    (PurposeOptOut(start="2026-09", purposes="training+agents", coverage=0.2, opt_in_share=0.5, enforcement=0.8),),
    title="A content network blocks bots for training and for agents by default on pages with advertising",
    source="Cloudflare, new AI traffic options, announced 1 July 2026: defaults from 15 September 2026",
    binds=(
        "20 % of human sites: about a fifth of the web stands behind that network, and half of these keep the default: "
        "the others have no advertising, pay for a plan of their own or change it (judgement)"
    ),
    differs=(
        "It is a firm's default and no law; it blocks pages with advertising and ours whole sites; it blocks crawlers "
        "of several purposes by the strictest rule, as ours does where trainers have such crawlers (crawl.mixed_share)"
    ),
    in_baseline=(
        "what the network offers since July 2025, single fetches for money (market.pay_per_crawl_start); no default"
    ),
)
_CALIFORNIA_SB942 = Preset(
    (Marking(start="2026-08", coverage=1.0, exempt_smallest_share=0.5, metadata=False),),
    title="California, AI Transparency Act (SB 942): large providers mark what their systems make",
    source=(
        "California Business and Professions Code, section 22757 and following (SB 942 of 2024; AB 853 of 2025 moved "
        "it to 2 August 2026)"
    ),
    binds=(
        "100 % of model trainers but for the smaller half: it binds whoever has more than a million users a month and "
        "can be reached from California (judgement: the larger half)"
    ),
    differs=(
        "The law asks for marks in images, sound and film and not in text: ours reads it as if it held for text, which "
        "is the most it could do; its tool for detection, free for everybody, is a record that crawlers and search "
        "engines ask"
    ),
)
_CHINA_LABELLING = Preset(
    (
        Marking(start="2025-09", coverage=0.25, metadata=False, fingerprint=False),
        LabellingMandate(start="2025-09", coverage=0.05),
    ),
    title="China, measures for labelling what AI makes",
    source=(
        "Cyberspace Administration of China and three ministries, Measures for Labelling AI-Generated Synthetic "
        "Content, 7 March 2025, with standard GB 45438-2025: from 1 September 2025"
    ),
    binds=(
        "25 % of model trainers: 15 of the 58 notable models of 2024 by institutions of the United States, China and "
        "Europe are of China (Stanford AI Index 2025); 5 % of operators and authors: Chinese is the language of 1.4 % "
        "of websites (W3Techs, March 2022) or of 22 % of contents online (Observatory of Linguistic and Cultural "
        "Diversity, 2022), and much of it lies where other countries' crawlers do not come (judgement)"
    ),
    differs=(
        "Platforms must look for labels and add what is missing, and people must see them: ours are read by machines "
        "alone, and nobody adds any; models of other countries are not offered there, ours are all read everywhere"
    ),
)
_RSL_LICENCE = Preset(
    (
        CollectiveLicence(start="2025-12", coverage=0.2),
        PayPerCrawl(start="2025-12", coverage=0.2),
    ),
    title="Really Simple Licensing 1.0: terms that machines read, and a collective that licenses",
    source="RSL Technical Steering Committee, Really Simple Licensing 1.0, 10 December 2025",
    binds=(
        "20 % of sites of the tail and 20 % of refusing sites: a fifth of the web stands behind the largest of the "
        "networks that back it, which can turn unpaid crawlers away (judgement: how many sites publish such terms is "
        "not known)"
    ),
    differs=(
        "It is a standard and no law, and binds no crawler: ours turns those away who do not pay as it does for any "
        "refusal; gifts and attribution, which it can ask for as well, are left out, and pay for each answer is left "
        "to what the baseline has of it"
    ),
    in_baseline=(
        "a collective of a tenth of the tail (market.collective_start, market.collective_share), single fetches from a "
        "tenth of refusing sites (market.pay_per_crawl_share), and uses in answers from a tenth of the sites that "
        "refuse these (answers.sale_start, answers.sale_share); what is listed here comes on top, as draws of its own"
    ),
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "eu_article_50": _EU_ARTICLE_50,
        "eu_article_53": _EU_ARTICLE_53,
        "uk_cma_conduct": _UK_CMA_CONDUCT,
        "content_network_default": _CONTENT_NETWORK_DEFAULT,
        "california_sb942": _CALIFORNIA_SB942,
        "china_labelling": _CHINA_LABELLING,
        "rsl_licence": _RSL_LICENCE,
    }
)
"""Laws by name, in the order in which people should read them."""


def laws_in_force() -> PolicyPackage:
    """Give all laws together: what binds, or is set to bind, as far as it is told here."""
    return PolicyPackage(tuple(policy for preset in PRESETS.values() for policy in preset.policies))
