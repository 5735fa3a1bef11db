"""What a hostile link, a page of another site and a stranger without a browser come to."""

import socket
from typing import Any
from urllib.parse import quote

import pytest

from analysis.dashboard.serving import ASSETS
from tests.browser.conftest import PATIENCE, Server, Visit

SCRIPT = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
FOLDERS = ("/", "/static/", "/static/public/", "/static/assets/", "/jupyter/nbextensions/", "/_solara/cdn/")
UP = 8 * "../"
PATHS = (f"{UP}etc/passwd", "/etc/passwd", f"x/../{UP}etc/passwd", f"..\\{UP}etc/passwd", "a\0/etc/passwd")


def ask(server: Server, path: str, method: str = "GET") -> tuple[int, bytes]:
    """Ask for a path as it stands, which browsers would tidy first."""
    with socket.create_connection(("127.0.0.1", int(server.url.rstrip("/").rpartition(":")[2])), timeout=30) as peer:
        peer.sendall(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: peer.recv(65536), b""))
    return int(answer.split(maxsplit=2)[1]), answer


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_of_the_server_is_handed_out(folder: str, server: Server) -> None:
    for path in PATHS:
        for written in (quote(path), quote(path, safe="").replace(".", "%2E"), quote(quote(path, safe=""))):
            status, answer = ask(server, folder + written)
            assert status == 404, written
            assert b"root:" not in answer


def test_assets_are_neither_removed_nor_sought_elsewhere_and_nothing_is_told_of_the_server(server: Server) -> None:
    styles = "font-awesome@4.5.0/css"
    unknown = (f"/_solara/cdn/{styles}", "/_solara/cdn/missing@1.0.0/x.js", "/resourcez", "/jupyter/api/kernels/x")
    assert [ask(server, path)[0] for path in unknown] == 4 * [404]
    assert (ASSETS / styles / "font-awesome.min.css").is_file()
    assert ask(server, f"/_solara/cdn/{styles}/font-awesome.min.css")[0] == 200
    assert ask(server, "/_solara/api/close/x", "POST")[0] == 200
    assert server.listener.heard == []


def test_nothing_in_a_link_is_executed(visit: Visit) -> None:
    script = quote(SCRIPT)
    fields = ("size", "seed", "policies.author_levy.start", "policies.change.parameter", SCRIPT)
    parts = [f"set={quote(field)}%3D{script}" for field in fields]
    policies = ["set=policies.author_levy%3Dtrue", "set=policies.change%3Dtrue"]
    query = "&".join([f"scenario={script}", f"month={script}", f"{script}={script}", *parts, *policies])
    visit.page.goto(f"{visit.url}?{query}#{SCRIPT}")
    told = visit.page.get_by_role("alert").filter(has_text="Of the link, this was left out")
    told.wait_for(timeout=PATIENCE)
    visit.wait_for_month("2022-01")
    assert "<img src=x onerror=" in told.inner_text()
    assert visit.page.locator("img[src=x]").count() == 0
    assert visit.page.title() == "The web after generative AI"


def test_markup_that_got_into_the_page_all_the_same_would_not_run(visit: Visit) -> None:
    visit.page.goto(f"{visit.url}?set=size%3D60")
    visit.wait_for_month("2022-01")
    visit.page.evaluate("markup => document.querySelector('.eco-note').innerHTML = markup", SCRIPT)
    visit.page.wait_for_timeout(500)
    assert visit.page.title() == "The web after generative AI"
    assert any("Content Security Policy" in fault for fault in visit.faults)
    visit.faults.clear()


def test_a_link_that_is_too_long_is_refused_in_one_sentence(visit: Visit) -> None:
    visit.page.goto(f"{visit.url}?set=seed%3D{55_000 * '9'}")
    told = visit.page.get_by_role("alert").filter(has_text="and the page reads 50,000 at most")
    told.wait_for(timeout=PATIENCE)
    assert told.locator("li").count() == 1
    visit.wait_for_month("2022-01")


@pytest.mark.parametrize("markup", ["<title>other</title>", "<iframe src='PAGE'></iframe>"])
def test_a_page_of_another_site_neither_drives_the_page_nor_shows_it(markup: str, browser: Any, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    other = "http://other.test/"
    body = markup.replace("PAGE", server.url)
    page.route(other, lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(other)
    target = server.url.replace("http", "ws") + "jupyter/api/kernels/some-id/channels?session_id=1"
    opened = page.evaluate(
        "url => new Promise((done) => { const peer = new WebSocket(url);"
        " peer.onopen = () => done('open'); peer.onerror = () => done('refused'); })",
        target,
    )
    assert opened == "refused"
    assert all(frame.locator(".eco-page").count() == 0 for frame in page.frames)
    context.close()
