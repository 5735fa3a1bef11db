"""``ecosystem text``: generations of models of language that learn from real text, and from their own."""

import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.statistics.wording import count
from scenarios.console.answers import Answer
from scenarios.console.files import check_folder
from scenarios.console.options import AsJson, Corpus, Seed, Settings
from scenarios.console.settings import chosen_scenario, parse_settings
from scenarios.console.tables import Table
from scenarios.console.terminal import exit_on_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from analysis.loops.text_loop import TextLoop
    from analysis.studies.text_shapes import Shape
    from ecosystem.parameters.text import TextParameters

TEMPERATURES = (1.0, 0.8)
"""At which models write: as they were fitted, and as they are often served."""


def text(
    corpus: Corpus = None,
    generations: Annotated[int, typer.Option(help="Generations after the one that is trained on human text.")] = 5,
    passages: Annotated[
        int | None,
        typer.Option(help="Passages of each topic a generation.", show_default="4096, or half of the smallest topic"),
    ] = None,
    replicates: Annotated[int, typer.Option(help="Chains of each kind; each holds out other passages.")] = 3,
    seed: Seed = 0,
    settings: Settings = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Also leave figures, samples and a table there.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train generations of models on real text and on their own; lay them beside published experiments."""
    import pandas as pd

    from analysis.loops.text_ageing import TextAgeing
    from analysis.loops.text_loop import TextLoop, usual_workflows
    from analysis.studies.text_shapes import ageing_sentence, shapes_of, verdict
    from ecosystem.profile import peak_bytes

    begun = perf_counter()
    with exit_on_error(2):
        check_folder(out)
        written = _of_text(settings, corpus)
        loops = [
            TextLoop(written, passages, generations, temperature, replicates, seed) for temperature in TEMPERATURES
        ]
        ageing = TextAgeing(written, replicates, seed)
    n_models = len(loops) * replicates * len(usual_workflows(1)) * (generations + 1)
    sys.stderr.write(f"{n_models} models of each of {len(loops[0].writings.topics)} topics: {_origin(loops[0])}.\n")
    frame, ages = pd.concat([loop.run() for loop in loops], ignore_index=True), ageing.run()
    shapes = shapes_of(frame)
    took = f"It took {perf_counter() - begun:.0f} s and {peak_bytes() / 2**20:,.0f} MiB."
    answer = _answer(loops, frame, ages, [verdict(shapes), ageing_sentence(ages)], took)
    answer.tell(as_json=as_json, to=out, leave=_leaving(loops, frame, ages))


def _of_text(settings: list[str] | None, corpus: Path | None) -> "TextParameters":
    """Give what is asked of the text; nothing else matters where there is no web."""
    from ecosystem.errors import Fault, ScenarioError

    if others := [name for name in parse_settings(settings or ()) if not name.startswith("text.")]:
        remedy = "Set parameters of the group text; others are of a web: ecosystem run text_web --set ..."
        raise ScenarioError(*(Fault(name, "does nothing to the loop alone", remedy=remedy) for name in others))
    return chosen_scenario("text_web", None, None, settings, corpus=corpus).parameters.text


def _origin(loop: "TextLoop") -> str:
    """Say which text is used, and how much of it."""
    tokens = sum(map(len, loop.writings.streams)) * loop.text.passage_tokens
    size = f"{loop.size:,} passages of {loop.text.passage_tokens} tokens a generation and topic"
    return f"{Path(loop.text.corpus).name} ({tokens:,} tokens), {size}, {count(loop.replicates, 'replicate')}"


def _answer(
    loops: "Sequence[TextLoop]", frame: "pd.DataFrame", ages: "pd.DataFrame", says: list[str], took: str
) -> Answer:
    """Say which published results hold, with the chains."""
    from dataclasses import asdict

    from analysis.loops.text_loop import HUMAN
    from analysis.studies.text_shapes import by_age, by_replicate, shapes_of

    shapes = shapes_of(frame)
    means = by_replicate(frame)
    chains = means.groupby(["temperature", "workflow", "generation"], sort=False).mean().reset_index()
    chains = chains.drop(columns="replicate").astype(object).where(chains.notna(), None)
    numbers: dict[str, Any] = {
        "corpus": loops[0].writings.digest,
        "learner": loops[0].text.learner,
        "passages": loops[0].size,
        "replicates": loops[0].replicates,
        "seed": loops[0].seed,
        "results": [asdict(each) for each in shapes],
        "chains": chains.to_dict("records"),
        "ageing": by_age(ages).to_dict("records"),
    }
    return Answer(
        says=says,
        numbers=numbers,
        tables=[_shapes_table(shapes), *(_chains_table(chains, loop.temperature) for loop in loops)],
        notes=[
            f"{_origin(loops[0])}. Models are {loops[0].text.learner}; a result holds where every replicate has its "
            "shape, and sizes are not compared. Perplexity is on held-out human text; numbers are means over "
            "replicates and topics.",
            "Steps: how far the first and the last generation raise the mean surprise, in nats; if they do not fall "
            "faster than 1 over the generation, their sum has no bound. Held: human pairs of tokens, common / middle / "
            "rare, that the last generation writes, over those in as much human text. Minor: less than half of the "
            "rise without human text, in nats.",
            f"{HUMAN}: as much as a model writes to be measured. distinct-2: different pairs of neighbouring tokens "
            "over all; repeated: phrases of four tokens that stand elsewhere, too; rare held: rare human pairs found.",
            took,
        ],
    )


def _shapes_table(shapes: "Sequence[Shape]") -> Table:
    """Lay ours beside what is published."""
    temperatures = list(dict.fromkeys(each.temperature for each in shapes))
    found: dict[str, dict[float, Shape]] = {}
    for each in shapes:
        found.setdefault(each.name, {})[each.temperature] = each
    rows = []
    for name, by_temperature in found.items():
        one = by_temperature[temperatures[0]]
        ours = [f"{'holds' if each.holds else 'fails'}: {each.ours}" for each in by_temperature.values()]
        rows.append((f"{name} ({one.source})", one.published, *ours))
    headings = ("result", "published", *(f"temperature {each:g}" for each in temperatures))
    return Table("Published results on models of language, and ours", headings, rows)


def _chains_table(chains: "pd.DataFrame", temperature: float) -> Table:
    """Lay out perplexity by generation, and what the last one writes."""
    rows = []
    for workflow, part in chains[chains["temperature"] == temperature].groupby("workflow", sort=False):
        path = " ".join(f"{each:.0f}" for each in part["perplexity"] if each is not None)
        last = part.iloc[-1]
        shares = [f"{100 * last[name]:.0f} %" for name in ("repeated_4", "held_rare")]
        rows.append((str(workflow), path, f"{last['distinct_2']:.2f}", *shares))
    headings = ("workflow", "perplexity by generation", "distinct-2", "repeated", "rare held")
    title = f"Temperature {temperature:g}: perplexity, and what the last generation writes"
    return Table(title, headings, rows, headings[2:])


def _leaving(loops: "Sequence[TextLoop]", frame: "pd.DataFrame", ages: "pd.DataFrame") -> Any:
    """Give what leaves figures, samples and the table of all chains."""

    def leave(folder: Path) -> Path:
        from analysis.figures import save, text_ages, text_generations, text_mixtures, text_rarities
        from analysis.reports.text_samples import samples_page
        from analysis.runs.files import write_file

        write_file(folder / "text_loop.csv", frame.to_csv(index=False))
        for draw in (text_generations, text_mixtures, text_rarities):
            save(draw(frame, _origin(loops[0])), folder, draw.__name__)
        save(text_ages(ages, Path(loops[0].text.corpus).name), folder, text_ages.__name__)
        write_file(folder / "samples.md", samples_page(loops, _origin(loops[0])))
        return folder / "samples.md"

    return leave
