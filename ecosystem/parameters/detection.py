"""Detectors of synthetic pages as parametric error rates."""

from typing import Literal

from ecosystem.parameters.fields import ParameterGroup, parameter, proportion


class DetectionParameters(ParameterGroup):
    """Detectors of synthetic pages as parametric error rates."""

    engine_tpr: float = proportion(
        0.7,
        unit="rate",
        meaning="AI-primary pages written without evasion that the search engine believes synthetic",
        source=(
            "judgement: below commercial detectors (.95-.998 on unedited text), since it must judge the whole web; "
            "from a third of that to as good"
        ),
        plausible=(0.3, 0.95),
    )
    engine_fpr: float = proportion(
        0.02,
        unit="rate",
        meaning="other pages that it believes synthetic",
        source="Graphite 2026; Jabarian and Imas 2025, from .002 to .042",
        plausible=(0.002, 0.042),
    )
    auditor_tpr: float = proportion(
        0.994,
        unit="rate",
        meaning="AI-primary pages written without evasion that the auditor detects",
        source="Graphite 2025: false negatives 0.6 %",
    )
    auditor_fpr: float = proportion(
        0.042,
        unit="rate",
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
    reference_months: int = parameter(
        36,
        unit="months",
        low=1,
        high=240,
        meaning=(
            "articles on which the threshold of the likelihood detector is set, and which are taken to be human, are "
            "at most this much older than the first chat model"
        ),
        source="judgement",
    )
    auditor: Literal["rates", "likelihood"] = parameter(
        "rates",
        unit="text",
        meaning=(
            "how the auditor judges: with the published error rates, or by how likely the ideas of a page are under "
            "the model that measures best and under the filter's reference, at the published false-positive rate"
        ),
        source="Graphite 2025 for the rates; Neyman and Pearson 1933 for the ratio",
    )
    evasion_effect: float = proportion(
        0.3,
        meaning="share of the true positive rates that full evasion takes away; 0 is the off switch of evasion",
        source=(
            "paraphrase takes DetectGPT from 70.3 to 4.6 % at 1 % false positives (DIPPER arXiv 2303.13408), that is "
            ".93; commercial detectors from .985 to about .7, that is .3; range: from nothing, if detectors learn of "
            "it, to the former"
        ),
        plausible=(0.0, 0.95),
    )
    evasion_cost: float = parameter(
        1.0,
        unit="share of a page's full cost",
        low=0.0,
        high=10.0,
        meaning="what full evasion (paraphrase, checks, repairs) costs on top",
        source=(
            "judgement: a second pass of a model costs little, an editor more, so that about half evade; range from "
            "that pass alone to the work of a good editor"
        ),
        plausible=(0.02, 5.0),
    )
    tpr_decay: float = parameter(
        0.0,
        unit="1/month",
        low=0.0,
        high=0.1,
        meaning="share of the true positive rates lost each month from January 2022 on, as models write better",
        source=(
            "judgement: 0 for want of a measured decay; up to a tenth a generation of models, which is a hundredth a "
            "month"
        ),
        plausible=(0.0, 0.01),
    )
    watermark_share: float = proportion(
        0.0,
        unit="share of trainers",
        meaning=(
            "trainers whose models mark what they write; constant in time, and a larger share only adds trainers; 0 is "
            "the off switch of watermarks"
        ),
        source="judgement: 0, since no large model is known to mark all its text for those outside to read; 0-1",
    )
    watermark_survival: float = proportion(
        0.9,
        meaning="wholly synthetic pages of such models, written without evasion, on which the mark is still there",
        source=(
            "judgement: what is published as it was written keeps its mark, what is cut or translated loses it; "
            "paraphrase and human text dilute a mark (Kirchenbauer et al. 2023, arXiv 2306.04634); half of it at worst"
        ),
        plausible=(0.5, 1.0),
    )
    watermark_evasion_effect: float = proportion(
        0.5,
        meaning="share of the marks that full evasion removes",
        source=(
            "Kirchenbauer et al. 2023, arXiv 2306.04634: after strong human paraphrase a mark is found from 800 tokens "
            "on, on average, which is the length of a page here, so that about half the pages pass; range by "
            "judgement: machines paraphrase less, translation leaves little"
        ),
        plausible=(0.1, 0.95),
    )
    watermark_tpr: float = proportion(
        0.99,
        unit="rate",
        meaning="pages with a mark on which a reader of marks finds it",
        source="judgement: near 1 on 800 tokens; what dilutes a mark is in watermark_survival",
    )
    watermark_fpr: float = proportion(
        1e-5,
        unit="rate",
        meaning="pages without a mark on which a reader of marks finds one",
        source="Kirchenbauer et al. 2023, arXiv 2306.04634: thresholds set at a false-positive rate of 1e-5",
    )
    provenance_share: float = proportion(
        0.0,
        unit="share of authors",
        meaning=(
            "authors who sign all that they publish, with AI or without; constant in time, and a larger share only "
            "adds authors; a signed page is taken for human; 0 is the off switch of provenance, forgeries included"
        ),
        source="judgement: 0, since signed text is next to unknown; 0-.5",
    )
    provenance_survival: float = proportion(
        0.2,
        meaning="signatures that are still there when a page is read; platforms strip metadata",
        source=(
            "judgement, from images, for want of figures on text: 5 of 6 platforms strip C2PA manifests (AFIP, "
            "afip.org/research/metadata-stripping); range: from one in twenty to all, since sites need not strip text"
        ),
        plausible=(0.05, 1.0),
    )
    provenance_forged_share: float = proportion(
        0.1,
        unit="share of operators",
        meaning="operators who forge signatures on all their pages, where any author signs",
        source="judgement: keys are lent and stolen, but forging takes an effort; from none to half",
        plausible=(0.0, 0.5),
    )
    cost_per_page_usd: float = parameter(
        0.001,
        unit="USD per page",
        low=0.0,
        high=1.0,
        meaning="what it costs to judge a page with a detector",
        source=(
            "judgement: between a classifier of one's own on 800 tokens (.0001) and what interfaces of detectors cost, "
            ".04 to .39 USD per 1,000 words (list prices of Proofademic and of resellers of Pangram and GPTZero), that "
            "is .02 to .23 for a page of 600 words, less for who buys many"
        ),
        plausible=(0.0001, 0.1),
    )
    evasion_growth: float = parameter(
        0.0,
        unit="logits/month",
        low=0.0,
        high=1.0,
        meaning=(
            "what those who hide learn in a month in which all operators' pages hide: it lowers the true positive "
            "rates of all detectors by error rates on pages that hide"
        ),
        source="judgement: 0 for want of a measured rate; see scenarios.detector_arms_race",
    )
    detector_growth: float = parameter(
        0.0,
        unit="logits/month",
        low=0.0,
        high=1.0,
        meaning=(
            "what detectors learn in a month in which the search engine misses every AI-primary page: it raises the "
            "true positive rates of all detectors by error rates on all AI-primary pages"
        ),
        source="judgement: 0 for want of a measured rate; see scenarios.detector_arms_race",
    )
