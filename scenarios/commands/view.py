"""``ecosystem view``: open the page in a browser."""

import os
import sys
from typing import Annotated

import typer

from scenarios.console.terminal import exit_on_error

OPEN_TO_OTHERS = (
    "Anybody who reaches this address can start runs on this machine: there is no password, and nothing is encrypted. "
    "Leave --host out and come through an SSH tunnel (`ssh -L 8765:127.0.0.1:8765 THIS_MACHINE`), or put a proxy "
    "with a password before the page.\n"
)


def view(
    scenario: Annotated[
        str, typer.Option(help="A name from `ecosystem list`, or a file that ends in .toml.")
    ] = "baseline",
    size: Annotated[int | None, typer.Option(help="Human authors at the start.", show_default="500")] = None,
    link: Annotated[
        str,
        typer.Option(help='A link of the page, or what follows its "?": begin with what it shows.', show_default=False),
    ] = "",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to serve on.")] = 8765,
    host: Annotated[
        str, typer.Option(help="Address to serve on; others than this one let other machines in.")
    ] = "127.0.0.1",
    known_as: Annotated[
        list[str] | None,
        typer.Option(
            help="Name under which others find this machine or its proxy; may be repeated.", show_default=False
        ),
    ] = None,
    visitors: Annotated[
        int | None,
        typer.Option(min=1, help="Visitors at a time; more are told to wait.", show_default="20"),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
) -> None:
    """Open a page in the browser: run a scenario month by month, and change its rules."""
    from analysis.dashboard.form import Form, read_form
    from analysis.dashboard.link import read_link
    from analysis.dashboard.serving import (
        MOST_VISITORS,
        check_address,
        check_page_packages,
        is_for_this_machine,
        serve,
        url_of,
    )
    from ecosystem.errors import ScenarioError
    from scenarios.catalogue import changes, with_laws
    from scenarios.console.page_settings import SCENARIO_VARIABLE, SIZE_VARIABLE, VISITORS_VARIABLE
    from scenarios.console.settings import chosen_scenario

    with exit_on_error(2):
        chosen = chosen_scenario(scenario, None, None)
        size = changes(scenario).values.get("size") if size is None else size
        form = Form(chosen, {} if size is None else {"size": str(size)})
        faults = [f"{name}: {message}" for name, message in read_form(form).messages.items()]
        query = link.rpartition("?")[2]
        faults += read_link(query, with_laws() | {chosen.name: chosen}, form).sentences()
        if faults:
            raise ScenarioError(*faults)
        check_page_packages()
        check_address(host, port)
    os.environ[SCENARIO_VARIABLE] = scenario
    os.environ[SIZE_VARIABLE] = "" if size is None else str(size)
    n_visitors = visitors or MOST_VISITORS
    os.environ[VISITORS_VARIABLE] = str(n_visitors)
    query = f"?{query}" if query else ""
    if not is_for_this_machine(host):
        sys.stderr.write(OPEN_TO_OTHERS)
    sys.stderr.write(f"The page is at {url_of(host, port)}{query} (stop with Ctrl+C)\n")
    serve(host, port, query, names=known_as or (), n_visitors=n_visitors, opens_browser=not no_open)
