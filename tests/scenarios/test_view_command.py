import os
import socket
from collections.abc import Sequence

import pytest

from analysis.dashboard.serving import url_of
from tests.support.commands import call

limits: list[tuple[str | int, ...]] = []
"""Names and visitors that would be served."""


@pytest.fixture(autouse=True)
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, str, bool]]:
    """Note what would be served, and serve nothing."""
    asked: list[tuple[str, int, str, bool]] = []
    limits.clear()

    def serve(host: str, port: int, query: str, *, names: Sequence[str], n_visitors: int, opens_browser: bool) -> None:
        limits.append((*names, n_visitors))
        asked.append((host, port, query, opens_browser))

    monkeypatch.setattr("analysis.dashboard.serving.serve", serve)
    monkeypatch.setenv("ECOSYSTEM_PAGE_SCENARIO", "")
    monkeypatch.setenv("ECOSYSTEM_PAGE_SIZE", "")
    monkeypatch.setenv("ECOSYSTEM_PAGE_VISITORS", "")
    return asked


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_page_is_served_to_this_machine_only_unless_told_otherwise(
    served: list[tuple[str, int, str, bool]],
) -> None:
    port = free_port()
    result = call("view", "--port", str(port), "--no-open", "--scenario", "no_ai", "--size", "80")
    assert result.exit_code == 0, result.output
    assert served == [("127.0.0.1", port, "", False)]
    assert os.environ["ECOSYSTEM_PAGE_SCENARIO"] == "no_ai"
    assert os.environ["ECOSYSTEM_PAGE_SIZE"] == "80"
    assert limits == [(20,)]
    assert "no password" not in result.output


def test_what_an_address_means_that_others_reach_is_said_before_it_is_served() -> None:
    words = ("--host", "::", "--known-as", "page.test", "--visitors", "3")
    result = call("view", "--port", str(free_port()), "--no-open", *words)
    assert result.exit_code == 0, result.output
    assert "there is no password, and nothing is encrypted" in result.output
    assert "ssh -L 8765:" in result.output
    assert limits == [("page.test", 3)]
    assert os.environ["ECOSYSTEM_PAGE_VISITORS"] == "3"


@pytest.mark.parametrize("before", ["", "?", "http://127.0.0.1:8765/?"])
def test_the_page_begins_with_what_a_link_shows(before: str, served: list[tuple[str, int, str, bool]]) -> None:
    port = free_port()
    query = "scenario=no_ai&set=seed=3&month=2023-01"
    result = call("view", "--port", str(port), "--link", before + query)
    assert result.exit_code == 0, result.output
    assert served == [("127.0.0.1", port, f"?{query}", True)]
    assert f"http://127.0.0.1:{port}/?{query} (stop" in result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--scenario", "basline"), "baseline"),
        (("--size", "7"), "is outside [50"),
        (("--size", "6000"), "at most 5,000"),
        (("--host", "no such host"), "is not a known address"),
        (("--port", "0"), "--port"),
        (("--visitors", "0"), "--visitors"),
        (("--link", "?month=2019-05"), "lies outside the run of 168 months"),
    ],
)
def test_bad_input_ends_with_one_error_and_code_2(
    words: tuple[str, str], told: str, served: list[tuple[str, int, str, bool]]
) -> None:
    result = call("view", "--no-open", *words)
    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output
    assert served == []


def test_a_taken_port_is_told(served: list[tuple[str, int, str, bool]]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = call("view", "--no-open", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 2
    assert "cannot be bound" in result.output
    assert served == []


@pytest.mark.parametrize(
    ("host", "url"), [("127.0.0.1", "http://127.0.0.1:80/"), ("::1", "http://[::1]:80/"), ("::", "http://[::]:80/")]
)
def test_addresses_of_ipv6_stand_in_brackets(host: str, url: str) -> None:
    assert url_of(host, 80) == url
