"""Draft what is still unknown, and climb the enforcement ladder until every mark is where it belongs.

mark -> translate -> each mark exactly once? -> other hypotheses -> split at clauses -> split at the marks themselves. The
last rung cannot fail: it keeps the source's order of names and markup, reads roughly, and is flagged for the reviewer.
All requests of a rung go to the engine in one call, equal ones once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.locales import facts, model_language
from translate_pipeline.model import Request, Shield
from translate_pipeline.restore import MAX_MARKS, SHAPES, Shape, has_words, mark, nests, unmark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from translate_pipeline.engines import Engine
    from translate_pipeline.model import Draft, Locale, Parts

HYPOTHESES = 4
_MARKS_AT_ONCE = 4
"""Marks that models were trained to carry in one sentence; with more, clauses are tried at once."""

_LONG = 240
"""Code points (three Latin letters count as one CJK character) above which a text is cut at clauses before it is asked."""

_POINT = re.compile(r"[、，；;：:,]\s*$")
_EDGES = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
_POSSESSIVE = re.compile(r"['’]s\b")
"""Said as a particle of the name before it (`[particles.en]` of a locale)."""
_JOINT = re.compile(r"[\w,.;:!?%)\]”’」』）][\w(\[“‘「『（]")
_ADDED = ".。．,，、"
"""Stops that a model puts after words that had none."""

_ELLIPSES = ("..", "。。")
_ENDED = re.compile(r"[.。．!?！？…:：；;][」』”’\"')）\s]*$")

_CLAUSE = re.compile(r"(?<=[、，；;：:])\s*|(?<=,)\s+|(?<=[。！？])|(?<=[.!?])\s+|\s+(?=[（(—–])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Words and shields to be translated from one locale to another."""

    parts: Parts
    source: Locale
    target: Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Target parts, and how far down the ladder they were found: 0 first answer, 1 other hypothesis, 2 clauses, 3 marks."""

    parts: Parts
    rung: int
    score: float = 0.0
    same: bool = False
    """Whether the engine answered with the question itself."""


def translate(tasks: Sequence[Task], engine: Engine, progress: Callable[[int], None] | None = None) -> list[Answer]:
    """Return the answer to each task, in order."""
    answers: dict[int, Answer] = {}
    ask = _Asker(engine, progress)
    whole = [i for i, task in enumerate(tasks) if not _too_much(task.parts)]
    drafted = zip(whole, _whole([tasks[i] for i in whole], ask), strict=True)
    answers.update({index: answer for index, answer in drafted if answer})
    for split, rung in ((_clauses, 2), (_runs, 3)):
        left = [i for i in range(len(tasks)) if i not in answers]
        drafted = zip(left, _pieces([tasks[i] for i in left], ask, split, rung), strict=True)
        answers.update({index: answer for index, answer in drafted if answer})
    return [answers[index] for index in range(len(tasks))]


class _Asker:
    """Asks the engine, equal questions only once over all rungs."""

    def __init__(self, engine: Engine, progress: Callable[[int], None] | None):
        self.engine, self.progress = engine, progress
        self.known: dict[tuple[str, str, str, int], list[Draft]] = {}

    def __call__(self, requests: Sequence[Request], hypotheses: int) -> list[list[Draft]]:
        keys = [(request.text, request.source, request.target, hypotheses) for request in requests]
        new = {key: request for key, request in zip(keys, requests, strict=True) if key not in self.known}
        drafts = self.engine.translate(list(new.values()), hypotheses=hypotheses, progress=self.progress) if new else []
        self.known.update(zip(new, drafts, strict=True))
        return [self.known[key] for key in keys]

    def shape(self, task: Task) -> str:
        return self.engine.shape(model_language(task.source), model_language(task.target))


def _too_much(parts: Parts) -> bool:
    shields = sum(isinstance(part, Shield) for part in parts)
    return shields > MAX_MARKS or _weight(parts) > _LONG


def _weight(parts: Parts) -> int:
    letters = "".join(part for part in parts if isinstance(part, str))
    narrow = sum(char < "\u0250" for char in letters)
    return len(letters) - narrow + narrow // 3


def _whole(tasks: Sequence[Task], ask: _Asker) -> Iterator[Answer | None]:
    """Yield, for each task, the first hypothesis in which every mark is right."""
    marked = [mark(task.parts, SHAPES[ask.shape(task)]) for task in tasks]
    requests = [
        Request(text=text, source=model_language(task.source), target=model_language(task.target))
        for task, (text, _) in zip(tasks, marked, strict=True)
    ]
    for task, (text, shields), drafts in zip(tasks, marked, ask(requests, HYPOTHESES), strict=True):
        answer = _first(task, shields, drafts, SHAPES[ask.shape(task)])
        yield replace(answer, same=True) if answer and drafts[0].text == text else answer


def _first(task: Task, shields: Sequence[Shield], drafts: Sequence[Draft], shape: Shape) -> Answer | None:
    for rank, draft in enumerate(drafts):
        parts = unmark(draft.text, shields, shape)
        if parts and (any(isinstance(part, str) and part.strip() for part in parts) or not has_words(task.parts)):
            return Answer(parts=_unstopped(task.parts, parts), rung=min(rank, 1), score=draft.score)
    return None


def _pieces(tasks: Sequence[Task], ask: _Asker, split: Callable[[Parts], list[Parts]], rung: int) -> Iterator[Answer | None]:
    """Yield, for each task, the answers to its pieces put together; None where a piece failed or nothing was split."""
    pieces = [split(task.parts) for task in tasks]
    flat: list[Task] = []
    for task, found in zip(tasks, pieces, strict=True):
        if len(found) > 1 or rung == 3:
            flat += [Task(parts=piece, source=task.source, target=task.target) for piece in found if _asks(piece, task)]
    answers = iter(list(_whole(flat, ask)))
    for task, found in zip(tasks, pieces, strict=True):
        if len(found) < 2 and rung < 3:
            yield None
            continue
        target: list[str | Shield] = []
        failed, same = False, True
        for piece in found:
            answer = next(answers) if _asks(piece, task) else _known(piece, task, rung, ask.engine)
            if answer is None:
                failed = True
                answer = Answer(parts=piece, rung=rung)
            same = same and answer.same
            target += _glued(target, answer.parts, task.target, particle=_particle(piece, task) is not None)
        usable = rung == 3 or (nests(target) and not failed)  # the last rung keeps the source's own order
        yield Answer(parts=tuple(target), rung=rung, same=same) if usable else None


def _particle(piece: Parts, task: Task) -> str | None:
    """Return what a word that stands alone between two names is in the target; None where it is no such word."""
    if len(piece) != 1 or not isinstance(piece[0], str):
        return None
    return facts(task.target).particles.get(task.source.language, {}).get(piece[0].strip())


def _asks(piece: Parts, task: Task) -> bool:
    """Whether the engine is asked for a piece: it has words, and more than a particle."""
    return has_words(piece) and _particle(piece, task) is None


def _known(piece: Parts, task: Task, rung: int, engine: Engine) -> Answer:
    """Return what needs no asking: names as they are, and a particle, which only a dry run leaves as it stands."""
    particle = _particle(piece, task)
    if particle is None or not engine.translates:
        return Answer(parts=piece, rung=rung, same=True)
    return Answer(parts=(particle,), rung=rung)


def _unstopped(source: Parts, target: Parts) -> Parts:
    """Take off the full stop that a model puts after a heading or a piece of a sentence, where the source has none."""
    last, said = source[-1], target[-1] if target else ""
    ended = isinstance(last, str) and _ENDED.search(last) is not None
    if ended or not isinstance(said, str) or said.rstrip().endswith(_ELLIPSES):
        return target
    return (*target[:-1], said.rstrip().rstrip(_ADDED))


def _glued(before: Sequence[str | Shield], parts: Parts, locale: Locale, *, particle: bool) -> list[str | Shield]:
    """Return the next piece with the space that the locale puts before it. Only a Korean particle follows a name solid."""
    if not before or not parts or locale.language in {"ja", "zh"} or isinstance(parts[0], Shield):
        return list(parts)
    last, first = before[-1], parts[0]
    joint = (last if isinstance(last, str) else last.word)[-1:] + first[:1]
    solid = particle and locale.language == "ko"
    return [" ", *parts] if _JOINT.search(joint) and not solid else list(parts)


def _clauses(parts: Parts) -> list[Parts]:
    """Cut parts at clause punctuation outside paired markup, into pieces of few marks and little text."""
    pieces: list[list[str | Shield]] = [[]]
    depth = 0
    for part in parts:
        if isinstance(part, Shield):
            depth += len(part.opens) - len(part.closes)
            pieces[-1].append(part)
            continue
        for number, text in enumerate(_CLAUSE.split(part) if not depth else [part]):
            if number:
                pieces.append([])
            if text:
                pieces[-1].append(text)
    return [part for piece in _merged([piece for piece in pieces if piece]) for part in _pointed(piece)]


def _pointed(piece: list[str | Shield]) -> list[Parts]:
    """Part the punctuation at a clause's end from its words: the model need not carry it, and may not drop it."""
    last = piece[-1]
    match = _POINT.search(last) if isinstance(last, str) else None
    if match is None or not isinstance(last, str):
        return [tuple(piece)]
    words = tuple(part for part in (*piece[:-1], last[: match.start()]) if part)
    return [words, (match.group().strip(),)] if words else [(match.group().strip(),)]


def _merged(pieces: list[list[str | Shield]]) -> list[list[str | Shield]]:
    """Join short neighbours again as long as they stay within what a model carries."""
    merged: list[list[str | Shield]] = []
    for piece in pieces:
        joined = [*merged[-1], *piece] if merged else piece
        shields = sum(isinstance(part, Shield) for part in joined)
        if merged and shields <= _MARKS_AT_ONCE // 2 and _weight(tuple(joined)) <= _LONG // 6:
            merged[-1] = joined
        else:
            merged.append(piece)
    return merged


def _runs(parts: Parts) -> list[Parts]:
    """Cut parts at every shield: words, what stands around them, and shields in turn; over-long words in slices."""
    found: list[Parts] = []
    for part in parts:
        if isinstance(part, Shield):
            found.append((part,))
            continue
        owner = _POSSESSIVE.match(part) if found and isinstance(found[-1][0], Shield) else None
        if owner:
            found.append((owner.group(),))
            part = part[owner.end() :]  # noqa: PLW2901
        match = _EDGES.fullmatch(part)
        before, words, after = match.groups() if match else ("", part, "")
        pieces = [before, *(words[start : start + _LONG] for start in range(0, len(words), _LONG)), after]
        found += [(piece,) for piece in (pieces[0].strip(), *pieces[1:-1], pieces[-1].strip()) if piece]
    return found
