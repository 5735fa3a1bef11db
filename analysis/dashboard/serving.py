"""The server of the page: bound to this machine, with all assets at hand, and silent towards the net."""

import os
import socket
import sys
import threading
import time
import warnings
import webbrowser
from collections.abc import Iterable
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path

from ecosystem.errors import EcosystemError, Fault, quoted

ASSETS = Path(__file__).with_name("assets")
APP = "scenarios.app"
NEEDED = ("solara", "solara.server", "ipyvuetify", "uvicorn", "starlette")
MOST_VISITORS = 20
"""Who is served at a time, unless told otherwise: each of them holds a web in the memory of the server."""
TIME_TO_COME_BACK = "15m"
"""How long all of a visitor is kept whose connection is lost; who closes the page leaves at once."""
MOST_BYTES = 16 * 2**30
"""What the data of the server may take, with the webs of all visitors: what does not fit is refused to its visitor."""
LARGEST_MESSAGE = 2**18
"""Bytes that a visitor may send at once."""
_NOWHERE = "http://127.0.0.1:9/"
"""Where Solara would look for an asset that is missing here: nothing listens there."""


class PageError(EcosystemError, RuntimeError):
    """The page cannot be served."""


def prepare() -> None:
    """Set what Solara reads from the environment when it is imported: own assets, no telemetry, small scripts."""
    os.environ.update(
        {
            "SOLARA_ASSETS_PROXY": "True",
            "SOLARA_ASSETS_PROXY_CACHE_DIR": str(ASSETS),
            "SOLARA_ASSETS_CDN": _NOWHERE,
            "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
            "SOLARA_MODE": "production",
            "SOLARA_THEME_SHOW_BANNER": "False",
            "SOLARA_THEME_LOADER": "plain",
            "SOLARA_SESSION_SAME_SITE": "lax",
            "SOLARA_SESSION_HTTPS_ONLY": "False",
            "SOLARA_SESSION_HTTP_ONLY": "True",
            "SOLARA_ROOT_PATH": "",
            "SOLARA_KERNEL_CULL_TIMEOUT": TIME_TO_COME_BACK,
        }
    )
    if "solara.server.settings" in sys.modules:
        _prepare_running_server()


def _prepare_running_server() -> None:
    """Set the same where Solara has read its environment before us, as under `solara run`."""
    import solara.settings
    from solara.server import settings

    from analysis.dashboard.guard import kept_routes

    if server := sys.modules.get("solara.server.starlette"):
        server.app.router.routes[:] = kept_routes(ASSETS)
    settings.assets.proxy_cache_dir = ASSETS
    settings.telemetry.mixpanel_enable = False
    settings.main.mode = "production"
    settings.theme.loader = "plain"
    solara.settings.assets.proxy = True
    solara.settings.assets.cdn = _NOWHERE


def check_page_packages() -> None:
    """Refuse to go on without the packages of the page, and say how to get them.

    Raises
    ------
    PageError
        If one is missing; it names all.
    """
    missing = [name for name in NEEDED if "." not in name and find_spec(name) is None]
    if missing:
        remedy = 'Install them with `uv sync` or `pip install "web-ecosystem[page]"`.'
        raise PageError(Fault("packages of the page", "are not installed", ", ".join(missing), "", remedy))


def check_address(host: str, port: int) -> None:
    """Refuse an address that cannot be bound.

    Raises
    ------
    PageError
        If the host is none of this machine, or the port is taken or not a port.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        remedy = "Write an address of this machine, e.g. 127.0.0.1."
        raise PageError(Fault("host", "is not a known address", quoted(host), "", remedy)) from None
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            remedy = "Choose another with --port, or another --host."
            rule = f"cannot be bound: {error.strerror or error}"
            raise PageError(Fault("address", rule, url_of(host, port), "", remedy)) from None


def url_of(host: str, port: int) -> str:
    """Write the address of the page as browsers take it: a host of IPv6 stands in brackets."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def is_for_this_machine(host: str) -> bool:
    """Tell whether a host that is known can be reached from this machine only."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return all(ip_address(str(address[0]).partition("%")[0]).is_loopback for *_, address in found)


def serve(
    host: str,
    port: int,
    query: str = "",
    *,
    names: Iterable[str] = (),
    n_visitors: int = MOST_VISITORS,
    opens_browser: bool,
) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    host : str
    port : int
    query : str
        With which a browser is opened.
    names : iterable of str
        Under which others know this machine.
    n_visitors : int
        How many are served at a time.
    opens_browser : bool
    """
    prepare()
    os.environ["SOLARA_APP"] = APP
    warnings.filterwarnings("ignore", "Cookies with samesite=none require https", UserWarning)
    import uvicorn
    from solara.server.starlette import app

    from analysis.dashboard.background import limit_memory
    from analysis.dashboard.guard import KERNELS_A_VISITOR, Guard, kept_routes

    limit_memory(MOST_BYTES)
    app.router.routes[:] = kept_routes(ASSETS)
    guarded = Guard(app, [host, *names], KERNELS_A_VISITOR * n_visitors)
    config = uvicorn.Config(
        guarded,
        host=host,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=2,
        ws_max_size=LARGEST_MESSAGE,
        server_header=False,
    )
    server = uvicorn.Server(config)
    if opens_browser:
        threading.Thread(target=_open, args=(server, url_of(host, port) + query), daemon=True).start()
    server.run()


def _open(server: object, url: str) -> None:
    while not getattr(server, "started", False):
        time.sleep(0.05)
    webbrowser.open(url)
