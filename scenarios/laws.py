"""The laws: whether the learners and the loop reproduce what is published of them.

Run by itself (``python -m scenarios.laws``), it measures every law and prints the answer. There is no web in it: the
generational loop is made of the ecosystem's own learners and decoding, with all else switched off.
"""

STORY = "Models are trained on pages of earlier models, generation after generation, without a web around them."
QUESTION = "Is what happens to models here the collapse that the literature describes?"


def main(only: str | None = None) -> None:
    """Measure the laws and print expected and measured values.

    Parameters
    ----------
    only : str, optional
        One law, or the number of several.
    """
    from analysis.laws.claims import n_held, run_claims, select
    from analysis.laws.laws import laws

    print(QUESTION)
    results = run_claims(select(laws(), only))
    for each in results:
        measured = f"{each.measured:.4g} +- {each.standard_error:.2g}"
        print(f"- {each.id} ({each.verdict}): {each.claim}: expected {each.expected:.4g}, measured {measured}")
    print(f"- {n_held(results)} within 4.5 standard errors")


if __name__ == "__main__":
    from scenarios.console.startup import check_packages

    check_packages()
    main()
