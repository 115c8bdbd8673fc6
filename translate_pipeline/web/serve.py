"""Start the review page on this machine, or write it into a file."""

from __future__ import annotations

import socket
import threading
import webbrowser
from typing import TYPE_CHECKING

from translate_pipeline.errors import OutputError
from translate_pipeline.recheck.targets import read_pair
from translate_pipeline.web.messages import Messages
from translate_pipeline.web.page import static_page
from translate_pipeline.web.security import Gate, new_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from translate_pipeline.web.desk import Desk
    from translate_pipeline.web.documents import Document

_HOST = "127.0.0.1"
_COPIED = ("Project-Id-Version", "Language", "X-Source-Language", "X-Source-SHA256")
"""Headers by which an import knows what a file of edits is for."""


def serve(desk: Desk, port: int, said: Callable[[str], None], *, show: bool) -> None:
    """Answer requests until somebody ends it. `said` is told the address; `show` opens it in a browser."""
    import uvicorn  # noqa: PLC0415  (heavy)

    from translate_pipeline.web.app import make_app  # noqa: PLC0415

    listening = _listen(port)
    gate = Gate(token=new_token(), port=listening.getsockname()[1])
    address = f"http://{_HOST}:{gate.port}/?token={gate.token}"
    said(address)
    if show:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    config = uvicorn.Config(
        make_app(desk, gate),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_HOST, port))
        listening.listen(64)  # who opens the address at once waits, and is not refused
    except OSError as error:
        listening.close()
        raise OutputError(f"port {port} cannot be had ({error.strerror}): name another with --port") from error
    return listening


def one_file(desk: Desk, document: Document, tag: str) -> str:
    """Return the page of a document as one HTML file."""
    target = read_pair(document.path)
    header = target.po.header if target.po else {}
    head = {name: header[name] for name in _COPIED if header.get(name)}
    return static_page(desk.page(document), Messages(tag), head, desk.preview(document))
