"""The server of the review page: which address does what. All work is done by the desk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from translate_pipeline.errors import TranslateError
from translate_pipeline.web import page as html
from translate_pipeline.web.messages import Messages, chosen
from translate_pipeline.web.security import LARGEST, Gate, Guard
from translate_pipeline.web.store import ConflictError, Edit
from translate_pipeline.web.terms import KINDS

if TYPE_CHECKING:
    from starlette.requests import Request

    from translate_pipeline.web.desk import Desk, Saved
    from translate_pipeline.web.documents import Document

_LANG = "translate-review-lang"
_YEAR = 365 * 24 * 3600


def make_app(desk: Desk, gate: Gate) -> Starlette:
    """Return the application, behind its guard."""
    routes = [
        Route("/", index),
        Route("/static/{name}", static),
        Route("/d/{id}", document),
        Route("/d/{id}/preview", preview),
        Route("/d/{id}/versions", versions),
        Route("/d/{id}/units/{key}", unit, methods=["GET"]),
        Route("/d/{id}/units/{key}/matches", matches),
        Route("/d/{id}/units/{key}", save, methods=["POST"]),
        Route("/terms", add, methods=["POST"]),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, gate=gate)], exception_handlers={TranslateError: _failed})
    app.state.desk = desk
    return app


async def _failed(_: Request, error: Exception) -> Response:
    """Say what is wrong with a file, or with what was asked, in one line."""
    return PlainTextResponse(str(error), 422)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _say(request: Request) -> Messages:
    asked = [request.query_params.get("lang"), request.cookies.get(_LANG)]
    return Messages(chosen(asked, request.headers.get("accept-language", "")))


def _page(request: Request, text: str) -> Response:
    response = HTMLResponse(text)
    if request.query_params.get("lang"):
        response.set_cookie(_LANG, _say(request).tag, max_age=_YEAR, samesite="strict", httponly=True)
    return response


def _document(request: Request) -> Document:
    found = _desk(request).documents.get(request.path_params["id"])
    if found is None:
        raise HTTPException(404, "no such document")
    return found


def index(request: Request) -> Response:
    """List the documents; the only one is shown at once."""
    desk = _desk(request)
    if len(desk.documents) == 1:
        lang = f"?lang={_say(request).tag}" if request.query_params.get("lang") else ""
        return RedirectResponse(f"/d/{next(iter(desk.documents))}{lang}", 303)
    rows = [
        {"id": one.id, "title": one.title, "locale": str(one.locale), "path": str(one.path), "progress": desk.progress(one)}
        for one in desk.documents.values()
    ]
    return _page(request, html.index_page(rows, _say(request)))


def static(request: Request) -> Response:
    """Serve the script and the stylesheet."""
    name = request.path_params["name"]
    if name not in html.ASSETS:
        raise HTTPException(404, "no such file")
    return Response(html.asset(name), headers={"content-type": html.ASSETS[name]})


def document(request: Request) -> Response:
    """Show a document."""
    one, desk = _document(request), _desk(request)
    return _page(request, html.review_page(desk.page(one), _say(request), KINDS, several=len(desk.documents) > 1))


def preview(request: Request) -> Response:
    """Show the finished post. Nothing runs in it."""
    one = _document(request)
    text, policy = html.preview_page(_desk(request).preview(one), str(one.locale), _say(request))
    return HTMLResponse(text, headers={"content-security-policy": policy})


def versions(request: Request) -> Response:
    """Say the version of each sentence."""
    return JSONResponse(_desk(request).versions(_document(request)))


def unit(request: Request) -> Response:
    """Show one sentence as its file has it now."""
    found = _desk(request).unit(_document(request), request.path_params["key"])
    if found is None:
        raise HTTPException(404, "no such sentence")
    return JSONResponse(_answer(request, found))


def matches(request: Request) -> Response:
    """Show what the memory has for a sentence."""
    one = _document(request)
    found = _desk(request).matches(one, request.path_params["key"])
    return JSONResponse({"html": html.matches_part(found, str(one.locale), _say(request)) if found else ""})


async def save(request: Request) -> Response:
    """Write a decision: 200 with the sentence, 409 with what somebody else made of it."""
    wanted = await _body(request)
    edit = Edit(
        target=_text(wanted, "target"),
        approved=_flag(wanted, "approved"),
        remark=_text(wanted, "remark") or "",
        unremark=_text(wanted, "unremark") or "",
    )
    version = _text(wanted, "version") or ""
    return await run_in_threadpool(_save, request, version, edit)


def _save(request: Request, version: str, edit: Edit) -> Response:
    desk, one, key = _desk(request), _document(request), request.path_params["key"]
    try:
        return JSONResponse(_answer(request, desk.save(one, key, version, edit)))
    except ConflictError as error:
        theirs = desk.unit(one, key)
        if theirs is None:
            return PlainTextResponse(str(error), 410)
        return JSONResponse({**_answer(request, theirs), "mine": edit.target}, 409)


async def add(request: Request) -> Response:
    """Add a term to the glossary."""
    wanted = await _body(request)
    return JSONResponse({"id": await run_in_threadpool(_desk(request).add, wanted)})


def _answer(request: Request, saved: Saved) -> dict[str, Any]:
    one, view, progress = _document(request), saved.unit, saved.progress
    return {
        "html": html.unit_part(view, view.language, str(one.locale), _say(request)),
        "version": view.version,
        "state": view.state,
        "target": view.raw_target,
        "progress": {"done": progress.done, "total": progress.total, "percent": progress.percent},
    }


async def _body(request: Request) -> dict[str, Any]:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST:
            raise HTTPException(413, "too large")
    try:
        found = json.loads(data)
        json.dumps(found, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "expected a JSON object") from error
    if not isinstance(found, dict):
        raise HTTPException(400, "expected a JSON object")
    return found


def _text(wanted: dict[str, Any], name: str) -> str | None:
    found = wanted.get(name)
    if found is not None and not isinstance(found, str):
        raise HTTPException(400, f"expected a text for {name}")
    if found is not None and any(ord(char) < 32 and char not in "\n\r\t" for char in found):
        raise HTTPException(400, f"found a control character in {name}")
    return found


def _flag(wanted: dict[str, Any], name: str) -> bool | None:
    found = wanted.get(name)
    if found is not None and not isinstance(found, bool):
        raise HTTPException(400, f"expected true or false for {name}")
    return found
