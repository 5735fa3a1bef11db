"""Pages of real text: whether a web on which language is written and learned ages as one of ideas does.

``ecosystem run text_web --corpus DIR`` runs it on the writing in a folder; ``ecosystem agree --corpus DIR`` asks which
conclusions hold there, too.
"""

from scenarios import baseline

SCENARIO = baseline.SCENARIO.replace(
    name="text_web",
    story=(
        "Pages are passages of real text instead of names of ideas: people write what stands in a folder of real "
        "writing, month by month further along it, and models of language are trained on what scrapers brought home. "
        "Filters judge by perplexity, the auditor by likelihood. All else is the same web, small."
    ),
    question="Does feedback make models of language worse, too?",
    size=200,
    months=108,
    **{"content.family": "text", "detection.auditor": "likelihood"},
)
