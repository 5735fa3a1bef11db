"""Words that the page, reports and answers use, in plain terms: one list for all of them, and for docs/glossary.md."""

from collections.abc import Mapping
from types import MappingProxyType

GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        "anchor": "a published figure that the model is laid beside, such as the share of AI articles in a month",
        "arm": "one of the worlds that are compared: the baseline, or the baseline with a policy or another setting",
        "baseline": "the web as it is, with no new rule: what arms are compared with",
        "card": (
            "an answer on one screen: a sentence, three or four numbers with their ranges, how sure they are, who pays"
        ),
        "certainty": "how much an answer can be trusted: high, moderate, low, very low, in the words of GRADE",
        "control": "the same world with one mechanism switched off, to see what that mechanism does",
        "crawl": "what scrapers bring home of the web in a month",
        "detector": "what tells AI pages from human ones, with published rates of error",
        "feedback": (
            "models learn from what models wrote; without it, the same web with those pages kept out of training"
        ),
        "filter": "what scrapers leave out of a crawl because they take it for junk, for a duplicate, or for AI",
        "interval": "what other seeds would show of a mean, 95 times in a hundred",
        "lever": "what a policy can set, such as the rate of a levy",
        "loss": "how far a model is from what humans write, in nats per idea; 0 is a perfect model",
        "mark, label, watermark": (
            "what says of a page, for machines to read, that a model wrote it; a watermark hides in the text itself"
        ),
        "model collapse": (
            "models get worse from one generation to the next, rare things first; eight published definitions are "
            "in use"
        ),
        "months older": "a loss told as age: a perfect model that stopped reading so many months ago would do as badly",
        "nat": "the unit of loss: of .01 nats, the model is about 1 % more surprised by every idea that humans write",
        "operator": "who runs AI to publish pages: a content farm, a brand, a bot, an assisted writer",
        "pair": (
            "a run of the baseline and one of an arm with all draws in common, so that they differ by the arm alone"
        ),
        "perplexity": "how surprised a model is by a text; of .69 nats more, twice as much",
        "range": "what worlds show: half of them, or 90 % of them, lie inside",
        "rare ideas": "what few humans write: the first to go when models learn from models",
        "recipe": "how a trainer mixes sources: new and old crawls, licensed pages, own text",
        "refusal": "a site asks crawlers to stay away, from training, answers or agents",
        "robust": "of one sign in at least 90 % of worlds, and in all structures",
        "seed": "what starts the draws of a run: two seeds are two webs by chance",
        "structure": "another way to build the model: no demotion in search, other content, another network of links",
        "synthetic share": "the part that models wrote",
        "token": "a piece of text, some three quarters of a word",
        "trainer": "who trains models on what scrapers bring home, and sells their use",
        "welfare": "what somebody gains less what it costs them, in USD: readers by answers and pages, others by money",
        "world": "one set of values of all that nobody knows, with which the model still meets published figures",
    }
)
"""Word, or words for one thing -> what it means here; in the order of the alphabet."""
