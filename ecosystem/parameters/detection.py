"""Detectors of synthetic pages as parametric error rates."""

from ecosystem.parameters.fields import ParameterGroup, parameter


class DetectionParameters(ParameterGroup):
    """Detectors of synthetic pages as parametric error rates."""

    engine_tpr: float = parameter(
        0.7,
        unit="rate",
        low=0.0,
        high=1.0,
        meaning="AI-primary pages that the search engine believes synthetic",
        source="judgement: paraphrased text, DIPPER arXiv 2303.13408",
        kind="uncertainty",
    )
    engine_fpr: float = parameter(
        0.02,
        unit="rate",
        low=0.0,
        high=1.0,
        meaning="other pages that it believes synthetic",
        source="Graphite 2026; Jabarian and Imas 2025: .002-.042",
        kind="uncertainty",
    )
    auditor_tpr: float = parameter(
        0.994,
        unit="rate",
        low=0.0,
        high=1.0,
        meaning="AI-primary pages that the auditor detects",
        source="Graphite 2025: false negatives 0.6 %",
    )
    auditor_fpr: float = parameter(
        0.042,
        unit="rate",
        low=0.0,
        high=1.0,
        meaning="other pages that the auditor calls AI-primary",
        source="Graphite 2025: false positives 4.2 %",
    )
