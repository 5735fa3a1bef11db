"""Pages of real text: where it comes from, and how it is cut up."""

from typing import Literal

from ecosystem.parameters.fields import ParameterGroup, parameter


class TextParameters(ParameterGroup):
    """Pages of real text, where `content.family` is "text"; nothing here matters to other families."""

    corpus: str = parameter(
        "",
        unit="folder",
        meaning=(
            "folder of real writing, files in UTF-8 with the ending .txt in the order of their names; each folder in "
            "it is a topic"
        ),
        source="definition: the writing of the user; docs/text.md names public-domain text",
    )
    digest: str = parameter(
        "",
        unit="hash",
        meaning="hash of that writing, without which no other is taken for it; empty takes any",
        source="definition: so that a scenario names one text, wherever the folder lies",
    )
    vocabulary: int = parameter(
        2048,
        unit="tokens",
        low=300,
        high=32000,
        meaning="kinds of tokens into which words are cut",
        source="judgement: few enough for small folders, many enough that most words are one or two tokens",
    )
    passage_tokens: int = parameter(
        16,
        unit="tokens",
        low=4,
        high=128,
        meaning="length of a passage, of which a page carries content.ideas_per_page",
        source="judgement: a sentence or less; longer ones are fewer, and pages grow in memory",
    )
    window_months: int = parameter(
        120,
        unit="months",
        low=1,
        high=240,
        meaning="months of the stream of real writing from which passages of one month are drawn",
        source=(
            "Lazaridou et al. 2021, arXiv 2102.01951: perplexity is 6-16 % higher on text of the two years after "
            "training; on the text of docs/text.md 120 months make that 16 %, 60 months 34 %, 24 months 125 % "
            "(ecosystem text --set text.window_months=24)"
        ),
    )
    passages_kept: int = parameter(
        8192,
        unit="passages",
        low=256,
        high=1000000,
        meaning=(
            "passages that readers, crawls and fits keep of each topic (and origin and year); of more they keep as "
            "many, sampled by their weights, each of which stands for several"
        ),
        source="judgement: bounds memory and time: 130,000 tokens a topic, a fourth of the folder in docs/text.md",
    )
    judged_passages: int = parameter(
        400,
        unit="passages per topic",
        low=20,
        high=100000,
        meaning="held-out passages on which the loss of models is measured each month, as far as there are so many",
        source="judgement: 6,400 tokens, on which a mean of token losses has a standard error of about .03 nats",
    )
    held_out_share: float = parameter(
        0.2,
        unit="share of passages",
        low=0.02,
        high=0.5,
        meaning="real writing that no author ever writes and no crawl finds, by which models are judged; by seed",
        source="judgement: one passage in five",
    )
    appraised_passages: int = parameter(
        64,
        unit="passages per topic",
        low=8,
        high=100000,
        meaning="passages of a source on which is found what one more of them is worth to a trainer",
        source="judgement: the gain of one passage varies by 1.5 times its mean, so that of 64 is known to a fifth",
    )
    learner: Literal["ngrams", "transformer"] = parameter(
        "ngrams",
        unit="text",
        meaning=(
            "which models of language are fitted: interpolated Kneser-Ney trigrams, or a small transformer a topic, "
            "which needs torch"
        ),
        source="judgement: trigrams are fitted fifty times as fast, and know more of little text (docs/text.md)",
    )
    layers: int = parameter(
        2,
        unit="layers",
        low=1,
        high=12,
        meaning="layers of a transformer",
        source="judgement: the fewest that can look up what followed before (Olsson et al. 2022, arXiv 2209.11895)",
    )
    width: int = parameter(
        64,
        unit="numbers per token",
        low=8,
        high=1024,
        meaning="width of a transformer",
        source="judgement: 230,000 weights a topic with the usual vocabulary, fewer than its tokens",
    )
    training_passes: int = parameter(
        6,
        unit="passes",
        low=1,
        high=1000,
        meaning="how often a transformer sees each passage, if training_steps allow",
        source="judgement: on 2,000 passages more of them learn by heart, and gain nothing (docs/text.md)",
    )
    training_steps: int = parameter(
        1000,
        unit="steps of 64 passages",
        low=1,
        high=1000000,
        meaning="length of the training of a transformer, at most",
        source="judgement: about a minute on one processor; as many as six passes over 10,700 passages need",
    )
