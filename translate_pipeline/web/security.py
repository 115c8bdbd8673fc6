"""Who may ask: only the browser that was given the address with the token, on this machine, from our own pages.

The server listens on loopback, but any page in a browser can send requests there, and any user of the machine can connect.
So each request must name us as its host (no rebinding of names), carry the token (in the address once, then in a cookie),
and, where it changes something, come from our own origin.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors "
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
LARGEST = 1 << 20
"""Bytes of a request's body."""


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a request must show."""

    token: str
    port: int

    @property
    def cookie(self) -> str:
        """Name of the cookie: cookies are shared by all ports of a host."""
        return f"translate-review-{self.port}"

    def hosts(self) -> frozenset[str]:
        """Return the names we answer to."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))

    def fault(self, request: Request) -> tuple[int, str] | None:
        """Return why a request is refused, with its status; None where it is not."""
        host = request.headers.get("host", "").lower()
        if host not in self.hosts():
            return 421, "unknown host: use the address that translate review printed"
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"} and request.method != "GET":
            return 403, "from another site"
        if request.method not in {"GET", "HEAD"}:
            if request.headers.get("origin", "").lower() != f"http://{host}":
                return 403, "from another site"
            if request.headers.get("content-type", "").split(";", 1)[0].strip() != "application/json":
                return 415, "expected application/json"
            length = request.headers.get("content-length", "")
            if not length.isdecimal() or int(length) > LARGEST:
                return 413, f"expected at most {LARGEST} bytes"
        return None

    def knows(self, said: str | None) -> bool:
        """Whether a token is ours."""
        return said is not None and hmac.compare_digest(said.encode(), self.token.encode())


class Guard:
    """Lets through what the gate lets through, and puts the safe headers on every answer."""

    def __init__(self, app: ASGIApp, gate: Gate):
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        await self._answer(Request(scope))(scope, receive, _with_headers(send))

    def _answer(self, request: Request) -> ASGIApp:
        fault = self.gate.fault(request)
        if fault:
            return PlainTextResponse(fault[1], fault[0])
        said = request.query_params.get("token")
        if said is not None and request.method == "GET":
            if not self.gate.knows(said):
                return PlainTextResponse("wrong token: use the address that translate review printed", 403)
            return self._let_in(request)
        if self.gate.knows(request.cookies.get(self.gate.cookie)):
            return self.app
        return PlainTextResponse("no token: open the address that translate review printed", 403)

    def _let_in(self, request: Request) -> ASGIApp:
        """Keep the token in a cookie, and take it out of the address: it must not end in a history or a screenshot."""
        rest = [(key, value) for key, value in parse_qsl(request.url.query) if key != "token"]
        path = "/" + request.url.path.lstrip("/")
        response = RedirectResponse(path + (f"?{urlencode(rest)}" if rest else ""), 303)
        response.set_cookie(self.gate.cookie, self.gate.token, httponly=True, samesite="strict", path="/")
        return response


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            there = {name.lower() for name, _ in headers}
            wanted = {"content-security-policy": f"{_CSP}'none'", **_HEADERS}
            headers += [(k.encode(), v.encode()) for k, v in wanted.items() if k.encode() not in there]
            message = {**message, "headers": headers}
        await send(message)

    return sending
