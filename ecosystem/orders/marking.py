"""The policy that lets AI pages be known in layers: labels beside a page, marks in its text, and sellers' records."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ecosystem.orders.publishing import LabelFields
from ecosystem.orders.training import Watermarking
from ecosystem.parameters.fields import parameter, proportion
from ecosystem.rules import Order, Reach, Rules


@dataclass(frozen=True)
class Fingerprinting(Order):
    """Keep a record of what one's models write, for whoever asks about a page.

    Attributes
    ----------
    survival : float
        Wholly synthetic pages, written without evasion, that are found in the record, in [0, 1].
    evasion_effect : float
        Share of these that full evasion hides, in [0, 1].
    """

    survival: float
    evasion_effect: float


class Marking(LabelFields):
    """Labels, watermarks and records of what models write, each a layer that can be left out.

    Examples
    --------
    >>> ramp = Marking(start="2026-08", phase_in_months=4)
    >>> [round(ramp.reach(step).coverage, 2) for step in (55, 57, 59)]  # full in December 2026
    [0.16, 0.48, 0.8]
    """

    asks = "What models write must be marked for machines to read, in layers"
    bound = "publishers and model trainers"
    follows = (
        "Metadata are the labels of labelling_mandate, which publishers pay for; watermarks are the marks of "
        "watermark_mandate; for the third layer trainers keep a record of what their models write, as it came, and "
        "answer whoever asks about a page. Labels are lost with metadata, marks and records fade with human text and "
        "with evasion, each by luck of its own, and one layer that is left is enough; search engines and crawlers read "
        "all of them alike (detection.watermark_tpr and watermark_fpr), and operators count on them. Publishers beyond "
        "its reach use models within it, whose marks they cannot leave out"
    )
    pays = "those who label, a little for each page"
    resembles = (
        "European Union, AI Act, article 50(2), with its code of practice, from 2026; California, SB 942, from August "
        "2026"
    )
    hurdle = "open models can be run without marks, and marks fade when a text is edited or translated"

    kind: Literal["marking"] = "marking"
    metadata: bool = parameter(
        True,
        unit="yes or no",
        meaning="whether publishers must label pages that a model mostly wrote",
        source="judgement: the code of practice on Article 50(2) of Regulation (EU) 2024/1689 asks for several layers",
        kind="lever",
    )
    watermark: bool = parameter(
        True,
        unit="yes or no",
        meaning="whether trainers must let their models mark their text",
        source="judgement, as for metadata",
        kind="lever",
    )
    fingerprint: bool = parameter(
        True,
        unit="yes or no",
        meaning="whether trainers must keep a record of what their models write",
        source="judgement, as for metadata",
        kind="lever",
    )
    fingerprint_survival: float = proportion(
        0.97,
        meaning="wholly synthetic pages by such models, written without evasion, that are found in the record",
        source=(
            "Krishna et al. 2023, arXiv 2303.13408: retrieval finds 80 to 97 % of generations; range by judgement: "
            "down to half, since a record must be complete and open"
        ),
        plausible=(0.5, 1.0),
    )
    fingerprint_evasion_effect: float = proportion(
        0.2,
        meaning="of these, pages that full evasion hides from the record",
        source=(
            "Krishna et al. 2023, arXiv 2303.13408: 80 % of paraphrased generations are found; from none to half hidden"
        ),
        plausible=(0.0, 0.5),
    )

    @property
    def strength(self) -> float:
        """Layers that it has."""
        return float(self.metadata + self.watermark + self.fingerprint)

    def change(self, rules: Rules, reach: Reach) -> Rules:
        return replace(rules, orders=(*rules.orders, *self._layers(reach)))

    def _layers(self, reach: Reach) -> Iterator[Order]:
        if self.metadata:
            yield self.labels(reach)
        if self.watermark:
            yield Watermarking(self.kind, reach)
        if self.fingerprint:
            yield Fingerprinting(self.kind, reach, self.fingerprint_survival, self.fingerprint_evasion_effect)
