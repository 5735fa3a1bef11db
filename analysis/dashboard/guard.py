"""What the server of the page lets in: requests under its own names, from its own pages, for what the page needs."""

import re
import socket
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecosystem.errors import quoted

KERNELS_A_VISITOR = 3
"""Connections that are let in for each visitor who is served: who finds no place is told so over one."""
SOLARA_ROUTES = (
    "/readyz",
    "/jupyter/api/kernels/{kernel_id}/{name}",
    "/static/assets",
    "/jupyter/nbextensions",
    "/static",
)
"""What the page needs of Solara besides itself, its end and its assets."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def policy_of(html: bytes) -> str:
    """Write the content security policy of a page: scripts of this server, and those that stand in it word for word.

    Vue compiles its templates in the browser, which takes 'unsafe-eval'; styles stand in elements everywhere.
    """
    hashes = (b64encode(sha256(script).digest()).decode() for script in _INLINE.findall(html))
    scripts = " ".join(f"'sha256-{each}'" for each in hashes)
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def kept_routes(assets: Path) -> list[BaseRoute]:
    """Give the routes that the page needs; assets are read from a folder, never fetched and never written.

    Solara would also tell of its threads and memory, and its own route for assets asks the net for what is missing and
    removes a folder that is asked for.
    """
    from solara.server import starlette as solara_server

    async def page(request: Request) -> Response:
        response: Response = await solara_server.root(request)
        response.headers["Content-Security-Policy"] = policy_of(bytes(response.body))
        return response

    def close(request: Request) -> Response:
        with suppress(KeyError):  # no page, or one that is not known
            solara_server.close(request)
        return Response()

    return [
        Route("/", page),
        Route("/_solara/api/close/{kernel_id}", close, methods=["POST"]),
        Mount("/_solara/cdn", StaticFiles(directory=assets)),
        *(route for route in solara_server.routes if getattr(route, "path", "") in SOLARA_ROUTES),
    ]


class Guard:
    """Stands before the server: refuses in a sentence what no visitor of the page asks, and sets headers.

    Pages of other sites, open in the same browser, neither drive the page (the origin is told by browsers) nor reach it
    under a name of their own that they have point to this machine (the host is). An address is no such name.

    Parameters
    ----------
    app : ASGI application
    names : iterable of str
        Under which the page is known, besides addresses and those of this machine. Pages of these names may drive it
        whatever their port is, as behind a proxy.
    most : int
        Kernels and connections at a time.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str], most: int) -> None:
        self._app, self._most, self._n_open = app, most, 0
        self._names = {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in or refuse."""

        async def send_guarded(message: Message) -> None:
            if message["type"].endswith("http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, "Content-Security-Policy": _NOTHING}.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        status, told = self._refusal(scope, Headers(scope=scope))
        if told:
            await PlainTextResponse(told, status)(scope, receive, send_guarded)
            return
        is_connection = scope["type"] == "websocket"
        self._n_open += is_connection
        try:
            await self._app(scope, receive, send_guarded)
        finally:
            self._n_open -= is_connection

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str]:
        """Give a status and a sentence; no sentence if there is nothing to refuse."""
        host = headers.get("host", "")
        if not self._is_ours(_name_in(f"//{host}")):
            told = "Whoever runs it can add a name: `ecosystem view --known-as NAME`."
            return 421, f"host = {quoted(host)} is not a name of this page. {told}\n"
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host and _name_in(origin) not in self._names:
            return 403, f"origin = {quoted(origin)} is another site, and only the page itself may ask here.\n"
        if "\0" in scope["path"]:
            return 404, "Not Found\n"
        if scope["type"] == "websocket" and self._is_full(scope["path"]):
            return 503, "The page serves no more visitors now.\n"
        return 200, ""

    def _is_ours(self, name: str) -> bool:
        local = {"localhost", socket.gethostname().lower(), *self._names}
        with suppress(ValueError):
            ip_address(name)
            return True
        return name in local or name.endswith(".localhost")

    def _is_full(self, path: str) -> bool:
        from solara.server.kernel_context import contexts

        is_known = not set(contexts).isdisjoint(path.split("/"))
        return self._n_open >= self._most or (not is_known and len(contexts) >= self._most)


def _name_in(url: str) -> str:
    """Give the host of an address, without its port; empty if it has none."""
    with suppress(ValueError):
        return urlsplit(url).hostname or ""
    return ""
