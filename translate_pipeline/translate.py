"""Draft what is still unknown, and climb the enforcement ladder until every mark is where it belongs.

mark -> translate, paired markup left out and put back by the model's attention -> each mark exactly once? -> with that
markup marked too -> other hypotheses, marks held -> another mark shape -> split at clauses -> split at the marks. The last
rung cannot fail: it keeps the source's order of names and markup, reads roughly, and is flagged for the reviewer. All
requests of a rung go to the engine in one call, equal ones once.

`candidates` asks again, in another search, for what was found wanting afterwards (`repair`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from translate_pipeline.clauses import LONG, clauses, runs, weight
from translate_pipeline.engines import USUAL
from translate_pipeline.locales import facts, model_language
from translate_pipeline.model import Request, Shield
from translate_pipeline.restore import balanced, enclosed, has_words, mark, nests, proportionate, unmark
from translate_pipeline.scripts import has_letters, script_of
from translate_pipeline.shapes import MAX_MARKS, SHAPES, Shape
from translate_pipeline.wide import edge_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from translate_pipeline.engines import Engine, Search
    from translate_pipeline.model import Draft, Locale, Parts

HYPOTHESES = 3
"""Asked for where those of the first answer will not do: 3 keep as many marks as 4 and take three quarters of the time."""

_SHAPES_TRIED = 2
"""Shapes of marks that a whole sentence is asked with, before it is cut."""


_JOINT = re.compile(r"[\w,.;:!?%)\]”’」』）][\w(\[“‘「『（]")
_ADDED = ".。．,，、:：;；"
"""Stops that a model puts after words that had none."""

_FULL_STOP = re.compile(r"(?<![.。．])[.。．]\s*$")
_OPEN_END = re.compile(r"(?:[^\W_]|\ufffc)[)\]）」』”’\"'*_\s]*$")
_SENTENCE_ENDS = frozenset(".!?:")
_SMALL_WORD = re.compile(
    r"^(?:A|An|And|As|At|Because|But|By|For|From|He|How|If|In|Is|It|It's|Not|Of|On|Or|She|So|That|The|There|These|They|This"
    r"|Those|To|Was|We|What|When|Where|Which|While|With|You)(?![\w'’])"
)
"""A word that a model begins a piece with as if it were a sentence."""
_ELLIPSES = ("..", "。。")
_ENDED = re.compile(r"[.。．!?！？…:：；;][」』”’\"')）\s]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Words and shields to be translated from one locale to another."""

    parts: Parts
    source: Locale
    target: Locale
    last: bool = False
    """Whether any answer will do, as there is no further rung: better Latin letters in Chinese than none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Target parts, and how far down the ladder they were found: 0 first answer, 1 other hypothesis, 2 clauses, 3 marks."""

    parts: Parts
    rung: int
    score: float = 0.0
    """Mean log-probability per token, of pieces by their lengths; 0 where the engine has none."""
    same: bool = False
    """Whether the engine answered with the question itself."""
    held: bool = False
    """Whether the engine had left marks out, or said some twice, and was made not to."""
    how: str = ""
    """What was done to get it, where the first answer was found wanting."""


def translate(tasks: Sequence[Task], engine: Engine, progress: Callable[[int], None] | None = None) -> list[Answer]:
    """Return the answer to each task, in order."""
    answers: dict[int, Answer] = {}
    ask = _Asker(engine, progress)
    whole = [i for i, task in enumerate(tasks) if not _too_much(task.parts)]
    for choice in range(_SHAPES_TRIED):
        for step in ask.steps:
            left = [i for i in whole if i not in answers and (not choice or _has_marks(tasks[i]))]
            drafted = zip(left, _whole([tasks[i] for i in left], ask, step, choice), strict=True)
            answers.update({index: answer for index, answer in drafted if answer})
    for split, rung in ((clauses, 2), (runs, 3)):
        left = [i for i in range(len(tasks)) if i not in answers]
        drafted = zip(left, _pieces([tasks[i] for i in left], ask, split, rung), strict=True)
        answers.update({index: answer for index, answer in drafted if answer})
    return [_stopped(tasks[index], answers[index]) for index in range(len(tasks))]


def candidates(
    tasks: Sequence[Task],
    engine: Engine,
    search: Search,
    *,
    hypotheses: int,
    split: bool = False,
    progress: Callable[[int], None] | None = None,
) -> list[list[Answer]]:
    """Return, for each task, all answers of one more search in which every mark is right, best first; one call.

    An answer that is the question again is none. With `split` the task is asked clause by clause, and there is one answer
    at most; what is too much for a model whole is only asked so.
    """
    step = _Step(hypotheses, hold=True, project=True)
    ask = _Asker(engine, progress, search, (step,))
    found: list[list[Answer]] = [[] for _ in tasks]
    chosen = [i for i, task in enumerate(tasks) if split or not _too_much(task.parts)]
    some = [tasks[i] for i in chosen]
    answers = (([one] if one else []) for one in _pieces(some, ask, clauses, 2)) if split else _all(some, ask, step)
    for index, usable in zip(chosen, answers, strict=True):
        found[index] = [_stopped(tasks[index], answer) for answer in usable if not answer.same]
    return found


class _Step(NamedTuple):
    """One way to put the same question."""

    hypotheses: int
    hold: bool = False
    """Whether the engine is to see to it that no mark is lost."""
    project: bool = False
    """Whether it is to put paired markup in afterwards, by what became of the words inside."""


def _steps(engine: Engine) -> tuple[_Step, ...]:
    """Return how to ask at first, and how for the few sentences where none of the hypotheses will do."""
    first = _Step(engine.hypotheses)
    return first._replace(project=True), first, _Step(max(engine.hypotheses, HYPOTHESES), hold=True)


class _Asker:
    """Asks the engine, equal questions only once over all rungs."""

    def __init__(
        self,
        engine: Engine,
        progress: Callable[[int], None] | None,
        search: Search = USUAL,
        steps: tuple[_Step, ...] = (),
    ):
        self.engine, self.progress, self.search = engine, progress, search
        self.steps = steps or _steps(engine)
        """How to ask, one after the other as long as nothing that comes will do."""
        self.known: dict[tuple[Request, int], list[Draft]] = {}

    def __call__(self, requests: Sequence[Request], hypotheses: int) -> list[list[Draft]]:
        keys = [(request, hypotheses) for request in requests]
        new = {key: request for key, request in zip(keys, requests, strict=True) if key not in self.known}
        if new:
            texts = list(new.values())
            drafts = self.engine.translate(texts, hypotheses=hypotheses, search=self.search, progress=self.progress)
            self.known.update(zip(new, drafts, strict=True))
        return [self.known[key] for key in keys]

    def shape(self, task: Task, choice: int) -> str:
        shapes = self.engine.shapes(model_language(task.source), model_language(task.target))
        return shapes[min(choice, len(shapes) - 1)]


def _pairs(shields: Sequence[Shield]) -> tuple[tuple[str, str], ...]:
    """Return the numbers of the marks of markup that opens and closes in a sentence, and is nothing else."""
    pure = {
        number: shield for number, shield in enumerate(shields) if not shield.word and len(shield.opens + shield.closes) == 1
    }
    opening = {shield.opens[0]: number for number, shield in pure.items() if shield.opens}
    closing = {shield.closes[0]: number for number, shield in pure.items() if shield.closes}
    return tuple((str(opening[pair]), str(closing[pair])) for pair in opening if pair in closing)


def _has_marks(task: Task) -> bool:
    return any(isinstance(part, Shield) for part in task.parts)


def _too_much(parts: Parts) -> bool:
    shields = sum(isinstance(part, Shield) for part in parts)
    return shields > MAX_MARKS or weight(parts) > LONG


def _whole(tasks: Sequence[Task], ask: _Asker, step: _Step, choice: int = 0) -> Iterator[Answer | None]:
    """Yield, for each task, the first hypothesis in which every mark is right; `choice` numbers the shapes of marks."""
    for usable, same in _asked(tasks, ask, step, choice):
        answer = next(usable, None)
        if answer and step.hold:
            answer = replace(answer, rung=1)
        yield replace(answer, same=same) if answer else None


def _all(tasks: Sequence[Task], ask: _Asker, step: _Step) -> Iterator[list[Answer]]:
    """Yield, for each task, every hypothesis in which every mark is right."""
    for usable, _ in _asked(tasks, ask, step, 0):
        yield list(usable)


def _asked(tasks: Sequence[Task], ask: _Asker, step: _Step, choice: int) -> Iterator[tuple[Iterator[Answer], bool]]:
    """Yield, for each task, the hypotheses in which every mark is right, and whether the first is the question again."""
    shapes = [ask.shape(task, choice) for task in tasks]
    marked = [mark(task.parts, SHAPES[shape]) for task, shape in zip(tasks, shapes, strict=True)]
    requests = [
        Request(
            text=text,
            source=model_language(task.source),
            target=model_language(task.target),
            hold=shape if shields and (step.hold or (step.project and _pairs(shields))) else "",
            pairs=_pairs(shields) if step.project else (),
        )
        for task, shape, (text, shields) in zip(tasks, shapes, marked, strict=True)
    ]
    for task, shape, (text, shields), drafts in zip(tasks, shapes, marked, ask(requests, step.hypotheses), strict=True):
        yield _usable(task, shields, drafts, SHAPES[shape], text), drafts[0].text == text


def _best(tasks: Sequence[Task], ask: _Asker) -> list[Answer | None]:
    """Return the answer to each task: the first hypothesis where it will do, else one of several."""
    answers: list[Answer | None] = [None] * len(tasks)
    for step in ask.steps:
        left = [i for i, answer in enumerate(answers) if answer is None]
        for index, answer in zip(left, _whole([tasks[i] for i in left], ask, step), strict=True):
            answers[index] = answer
    return answers


def _usable(task: Task, shields: Sequence[Shield], drafts: Sequence[Draft], shape: Shape, asked: str) -> Iterator[Answer]:
    """Yield the drafts in which every mark is right."""
    for rank, draft in enumerate(drafts):
        parts = unmark(draft.text, shields, shape)
        if not parts:
            continue
        own = "".join(part for part in parts if isinstance(part, str))
        said = has_letters(own) or not has_words(task.parts)
        held = enclosed(parts) == enclosed(task.parts) and proportionate(task.parts, parts)
        held = held and (balanced(parts) or not balanced(task.parts))
        if said and held and (draft.text == asked or task.last or _in_script(own, task.target)):
            yield Answer(
                parts=_unstopped(task.parts, parts),
                rung=min(rank, 1),
                score=draft.score,
                same=draft.text == asked,
                held=draft.held,
            )


def _in_script(text: str, locale: Locale) -> bool:
    """Whether words are written in the locale's letters, at least in part; Latin alone is no answer in Chinese."""
    own = {*facts(locale).scripts} - {"Latn"}
    scripts = {script_of(char) for char in text if char.isalpha()}
    return not own or not scripts or not own.isdisjoint(scripts)


def _pieces(tasks: Sequence[Task], ask: _Asker, split: Callable[[Parts], list[Parts]], rung: int) -> Iterator[Answer | None]:
    """Yield, for each task, the answers to its pieces put together; None where a piece failed or nothing was split."""
    pieces = [split(task.parts) for task in tasks]
    flat: list[Task] = []
    for task, found in zip(tasks, pieces, strict=True):
        if len(found) > 1 or rung == 3:
            flat += [replace(task, parts=piece, last=rung == 3) for piece in found if _asks(piece, task)]
    answers = iter(_best(flat, ask))
    for task, found in zip(tasks, pieces, strict=True):
        if len(found) < 2 and rung < 3:
            yield None
            continue
        target: list[str | Shield] = []
        failed, same = False, True
        scores: list[tuple[float, int]] = []
        for piece in found:
            answer = next(answers) if _asks(piece, task) else _known(piece, task, rung, ask.engine)
            if answer is None:
                failed = True
                answer = Answer(parts=piece, rung=rung)
            else:
                scores += [(answer.score, max(1, weight(answer.parts)))] if answer.score else []
            same = same and answer.same
            target += _glued(target, answer.parts, task, particle=_particle(piece, task) is not None)
        usable = rung == 3 or (nests(target) and not failed)  # the last rung keeps the source's own order
        yield Answer(parts=tuple(target), rung=rung, score=_mean(scores), same=same) if usable else None


def _mean(scores: Sequence[tuple[float, int]]) -> float:
    """Return the mean of scores by the length of what they are of: what the whole would have, were it one sentence."""
    total = sum(length for _, length in scores)
    return round(sum(score * length for score, length in scores) / total, 4) if total else 0.0


def _particle(piece: Parts, task: Task) -> Parts | None:
    """Return a piece with no words but a particle (は, or a name and は、) as it is in the target; None for any other."""
    texts = [part for part in piece if isinstance(part, str) and has_letters(part)]
    if len(texts) != 1:
        return None
    text = texts[0].strip()
    word = text.rstrip("、，,")
    point = text[len(word) :]
    said = facts(task.target).particles.get(task.source.language, {}).get(word)
    if said is None or (point and len(piece) > 1 and task.target.language == "zh" and said == "是"):
        return None if said is None else tuple(part for part in piece if part is not texts[0])
    return tuple(f"{said}{point}" if part is texts[0] else part for part in piece)


def _asks(piece: Parts, task: Task) -> bool:
    """Whether the engine is asked for a piece: it has words, and more than a particle."""
    return has_words(piece) and _particle(piece, task) is None


def _known(piece: Parts, task: Task, rung: int, engine: Engine) -> Answer:
    """Return what needs no asking: names as they are, and a particle, which only a dry run leaves as it stands."""
    particle = _particle(piece, task)
    if particle is None or not engine.translates:
        return Answer(parts=piece, rung=rung, same=True)
    return Answer(parts=particle, rung=rung)


def _unstopped(source: Parts, target: Parts) -> Parts:
    """Take off the full stop that a model puts after a heading or a piece of a sentence, where the source has none."""
    last, said = source[-1], target[-1] if target else ""
    ended = isinstance(last, str) and _ENDED.search(last) is not None
    if ended or not isinstance(said, str) or said.rstrip().endswith(_ELLIPSES):
        return target
    return (*target[:-1], said.rstrip().rstrip(_ADDED))


def _stopped(task: Task, answer: Answer) -> Answer:
    """Put the full stop or the colon back that the source ends with and a model left out."""
    last, said = task.parts[-1], answer.parts[-1] if answer.parts else ""
    if isinstance(last, str) and last.rstrip().endswith((":", "：")) and isinstance(said, str) and not answer.same:
        bare = said.rstrip().rstrip(_ADDED)
        return replace(answer, parts=(*answer.parts[:-1], f"{bare}:")) if bare else answer
    end = "".join(part if isinstance(part, str) else part.word or "\ufffc" for part in answer.parts)
    if answer.same or not isinstance(last, str) or not _FULL_STOP.search(last) or not _OPEN_END.search(end):
        return answer
    closed = (*answer.parts[:-1], f"{said.rstrip()}.") if isinstance(said, str) else (*answer.parts, ".")
    return replace(answer, parts=closed)


def _glued(before: Sequence[str | Shield], parts: Parts, task: Task, *, particle: bool) -> list[str | Shield]:
    """Return the next piece with the space that the locale puts before it. Only a Korean particle follows a name solid."""
    locale = task.target
    end = next((edge for part in reversed(before) if (edge := edge_of(part, -1))), "")
    if parts == (" ",):  # as in the source; what stands solid in the locale is closed up again, but for Korean particles
        return list(parts) if before and (locale.language != "ko" or not end.isalnum()) else []
    if not before or not parts or not facts(locale).spaced or isinstance(parts[0], Shield):
        return list(parts)
    first = parts[0]
    if locale.language == "en" and end not in _SENTENCE_ENDS:
        first = _SMALL_WORD.sub(lambda match: match[0].lower(), first)
    solid = particle and locale.language == "ko"
    return [" ", first, *parts[1:]] if _JOINT.search(end + first[:1]) and not solid else [first, *parts[1:]]
