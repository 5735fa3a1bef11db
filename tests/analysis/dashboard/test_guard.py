"""What the server of the page refuses, asked as a browser or anybody else would ask it."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from analysis.dashboard.guard import HEADERS, Guard, policy_of
from analysis.dashboard.serving import is_for_this_machine

KERNEL = "/jupyter/api/kernels/some-id/channels"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


async def let_in(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001
    """Stand for the page: say that one is in."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"in"})


def ask(app: Any, path: str = "/", kind: str = "http", method: str = "GET", query: str = "", **headers: str) -> Answer:
    """Ask for a path with headers, and give the answer."""
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    given = {"host": "127.0.0.1:8765", **headers}
    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    asyncio.run(app(scope, receive, send))
    start = next(each for each in told if each["type"].endswith("response.start"))
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(each.get("body", b"") for each in told).decode())


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost", "LOCALHOST:1", "a.localhost:8765", "[::1]:8765", "10.1.2.3", "page.test:80"]
)
def test_the_page_answers_under_its_own_names_and_addresses(host: str) -> None:
    assert ask(Guard(let_in, ["Page.test"], 9), host=host).body == "in"


@pytest.mark.parametrize("host", ["", "evil.test", "localhost.evil.test:8765", "[::1", "127.0.0.1.evil.test", "a b"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_name_that_somebody_else_has_pointed_here_is_refused(host: str, kind: str) -> None:
    answer = ask(Guard(let_in, ["page.test"], 9), KERNEL, kind, host=host, origin=f"http://{host}")
    assert answer.status == 421
    assert "`ecosystem view --known-as NAME`" in answer.body


@pytest.mark.parametrize(
    "origin", ["http://evil.test", "http://127.0.0.1:3000", "null", "", "http://[::1", "127.0.0.1:8765"]
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_page_of_another_site_may_not_ask(origin: str, kind: str) -> None:
    answer = ask(Guard(let_in, ["page.test"], 9), KERNEL, kind, origin=origin)
    assert answer.status == 403
    assert "is another site" in answer.body


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8765", "https://page.test", "http://page.test:8080"])
def test_the_page_itself_may_ask_also_through_a_proxy(origin: str) -> None:
    assert ask(Guard(let_in, ["page.test"], 9), origin=origin).body == "in"


def test_headers_are_set_on_answers_and_on_refusals() -> None:
    guard = Guard(let_in, [], 9)
    for answer in (ask(guard), ask(guard, host="evil.test"), ask(guard, KERNEL, "websocket", origin="null")):
        assert {name.lower(): value for name, value in HEADERS.items()}.items() <= answer.headers.items()
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_no_more_connections_are_let_in_than_there_are_places() -> None:
    answers = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        answers.append(await asyncio.to_thread(ask, guard, KERNEL, "websocket"))
        await let_in(scope, receive, send)

    guard = Guard(page, [], 2)
    assert ask(guard, KERNEL, "websocket").body == "in"
    assert [answer.status for answer in answers] == [503, 200]


def test_scripts_run_only_from_files_or_as_they_stand_in_the_page() -> None:
    policy = policy_of(b"<script>let a = 1;</script><script src='x.js'></script><script>\nb()\n</script>")
    scripts = next(each for each in policy.split("; ") if each.startswith("script-src"))
    assert scripts.split()[1:3] == ["'self'", "'unsafe-eval'"]
    assert "'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck='" in scripts
    assert len(scripts.split()) == 5


def test_a_path_that_no_file_can_have_is_refused() -> None:
    assert ask(Guard(let_in, [], 9), "/static/a\0/etc/passwd").status == 404


@pytest.mark.parametrize(
    ("host", "is_so"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("203.0.113.7", False), ("::", False)]
)
def test_it_is_known_which_addresses_others_reach(host: str, is_so: bool) -> None:
    assert is_for_this_machine(host) is is_so
