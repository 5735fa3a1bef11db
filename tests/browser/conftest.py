"""A page served by the command itself, in a real browser; whatever leaves this machine or goes wrong fails a test."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
OTHER_HOST = "web.test"
"""A name under which the browser finds this machine, as others would find it under its own."""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    f"--host-resolver-rules=MAP {OTHER_HOST} 127.0.0.1",
]
PATIENCE = 60_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and item.get_closest_marker("large") is None:
            item.add_marker(pytest.mark.browser)


class Listener:
    """Stands where a proxy would be: all that a program asks of the net comes by here, and is noted."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def _listen(self) -> None:
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            with peer:
                self.heard.append(peer.recv(500))

    def close(self) -> None:
        self._socket.close()


@dataclass
class Server:
    url: str
    listener: Listener
    seconds_to_start: float
    pid: int
    said: Path
    """What it has written where errors are told."""

    def runs(self) -> list[int]:
        """Give the processes in which it runs something for its visitors."""
        templates = [each for each in children_of(self.pid) if b"forkserver" in command_of(each)]
        return [run for each in templates for run in children_of(each)]


def children_of(pid: int) -> list[int]:
    """Give the processes that a process has begun, as Linux tells them."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"\nPPid:\t{pid}\n" in (place / "status").read_text():
                found.append(int(place.name))
    return found


def command_of(pid: int) -> bytes:
    """Give the command of a process; nothing if it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The page as `ecosystem view` serves it, with every way to the net watched."""
    with serving(sys.executable, "-m", "scenarios", "view", "--no-open", "--known-as", OTHER_HOST) as started:
        yield started


@contextmanager
def serving(*command: str, folder: Path | None = None) -> Iterator[Server]:
    """Start a command that serves the page, in a folder if given, and end it."""
    listener = Listener()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    watched = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), listener.url)
    environment = {**os.environ, **watched, "NO_PROXY": "", "no_proxy": ""}
    started = time.perf_counter()
    said = Path(mkdtemp()) / "said.txt"
    with said.open("wb") as errors:
        process = subprocess.Popen([*command, "--port", str(port)], env=environment, stderr=errors, cwd=folder)
    url = f"http://127.0.0.1:{port}/"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        while True:
            assert process.poll() is None, said.read_text()
            assert time.perf_counter() - started < 60
            try:
                direct.open(url, timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield Server(url, listener, time.perf_counter() - started, process.pid, said)
    finally:
        process.terminate()
        process.wait(timeout=20)
        listener.close()
        shutil.rmtree(said.parent)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (`--group browser`)")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed (`apt-get install chromium`)")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@dataclass
class Visit:
    """A visitor with an own session, and all that went wrong."""

    page: Any
    url: str
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note errors of the console, of scripts and of requests, and every request to another address."""
        self.page.on("console", lambda message: self._note(message.text, is_fault=message.type == "error"))
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("requestfailed", lambda request: self._note(f"failed: {request.url}"))
        self.page.on("response", lambda each: self._note(f"{each.status}: {each.url}", is_fault=each.status >= 400))
        own = (self.url, "data:", "blob:", "file:")
        self.page.on("request", lambda each: self._note(f"asked {each.url}", is_fault=not each.url.startswith(own)))

    def _note(self, text: str, *, is_fault: bool = True) -> None:
        if is_fault:
            self.faults.append(text)

    def open(self, **values: str) -> "Visit":
        """Open the page with some values in its link, and wait for the picture of the link's month."""
        month = values.pop("month", "")
        pairs = [f"set={name.replace('__', '.')}%3D{value}" for name, value in values.items()]
        query = "&".join([*pairs, *([f"month={month}"] if month else [])])
        self.page.goto(f"{self.url}?{query}")
        self.page.locator(".eco-map [data-site]").first.wait_for(timeout=PATIENCE)
        if month:
            self.wait_for_month(month)
        self.wait_until_built()
        return self

    def month(self) -> str:
        return str(self.page.locator(".eco-month").get_attribute("data-month"))

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def step(self) -> None:
        """Press Step and wait for the picture."""
        tick = self.tick()
        self.press("Step")
        self.wait_for_picture(tick)

    def tick(self) -> str:
        return str(self.page.locator("[data-name=map]").get_attribute("data-tick"))

    def wait_for_month(self, month: str) -> None:
        self.page.locator(f".eco-month[data-month='{month}']").wait_for(timeout=PATIENCE)

    def wait_for_picture(self, tick: str) -> None:
        self.page.locator(f"[data-name=map]:not([data-tick='{tick}'])").wait_for(timeout=PATIENCE)

    def wait_until_built(self) -> None:
        """Wait until buttons take keys: the first picture comes a little sooner."""
        self.page.locator("button:enabled", has_text="Reset").wait_for(timeout=PATIENCE)

    def reset(self) -> None:
        tick = self.tick()
        self.press("Reset")
        self.wait_for_picture(tick)
        self.wait_until_built()

    def open_fold(self, title: str) -> None:
        """Open what is folded under a heading."""
        fold = self.page.locator("summary", has_text=title).first
        if fold.locator("xpath=..").get_attribute("open") is None:
            fold.click()

    def type_in(self, label: str, value: str) -> None:
        """Type into a field of the levers."""
        self.open_fold("Levers")
        self.page.get_by_label(label, exact=True).fill(value)
        self.page.keyboard.press("Tab")

    def tile(self, words: str) -> str:
        return str(self.page.locator(".eco-tile", has_text=words).locator("b").inner_text())


@pytest.fixture
def visit(server: Server, browser: Any) -> Iterator[Visit]:
    """A visitor; at the end nothing may have gone wrong, and nothing may have left the machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    visit = Visit(context.new_page(), server.url)
    visit.watch()
    heard = len(server.said.read_text())
    yield visit
    context.close()
    said = server.said.read_text()[heard:]
    sys.stdout.write(said)  # is shown if the test has failed
    assert "Traceback" not in said
    assert visit.faults == []
    assert server.listener.heard == []
