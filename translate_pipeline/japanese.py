"""Japanese sentences in the polite style (です・ます), made of those in the plain one (だ・である).

How a plain form is conjugated follows from its last kana, but for る, った, いた and a few others, which need to know the
verb: those verbs are listed, and what is not listed is left to a person. Sources: the conjugation classes of school grammar
(五段, 上一段, 下一段, カ変, サ変); which verbs are listed is a choice, by how often commentary ends a sentence with them.
"""

from __future__ import annotations

import re

_STOP = r"([。．.！!？?]+)$"
_POLITE = re.compile(
    r"(?:です|ます|でした|ました|ません|でしょう|ましょう|ください|下さい|ございます)(?:か|ね|よ|よね|が|から|けれど|けど)?[。．.！!？?]+$"
)
_PLAIN = re.compile(r"(?:(?:(?<!な)く|[うぐすつぬぶむるただい])(?:か|ね|よ)?|のか)[。．.！!？?]+$")
_E_ROW = "えけげせぜてでねへべぺめれ"
_I_ROW = "いきぎしじちにひびみり"
_ICHIDAN = "見着似煮得出経寝居鋳射診観看視来降"
"""Kanji that る follows in verbs of one row; other kanji before る belong to 五段 verbs (入る, 残る)."""
_GODAN_IRU = re.compile(r"(?:[混交]じ|まじ|ねじ|かじ|いじ|なじ|ちぎ|よぎ|みなぎ|さえぎ|[入要]い)る$")
_TO_MASU = str.maketrans("うくぐすつぬぶむる", "いきぎしちにびみり")
_FROM_NAI = str.maketrans("わかがさたなばまら", "いきぎしちにびみり")
_KU = re.compile(
    r"(?:[続書働動引描置開聞向築届導招抱除欠磨驚輝歩敷説解空行着付]|[近基気]づ|づ|つづ|はたら|うご|[てで]い|い|ゆ|お|つ|ひ|ふ|む|ひら|き|まね)く$"
)
_NO_VERB = re.compile(r"(?:すぐ|はず|まず|わず|なさい|[どそこほも]う)$")
_TSU = re.compile(r"[持立待打勝保放育経撃断]つ$")
_U = re.compile(r"[\u4e00-\u9fffかまらな]う$")
_KANJI = r"[\u4e00-\u9fff]"
_TTA = (  # an ending, and what stands for it: the verbs that have it
    (
        "いました",
        re.compile(
            r"(?:[言使思違買払失担伴狙扱競願笑誓争従追負救戦揃養補憂疑襲漂償覆誘味迷]|向か|しま|もら|なら|を行|そろ|うかが|ともな|まかな)った$"
        ),
    ),
    ("ちました", re.compile(r"(?:[持立待打勝保経放育断]|役立)った$")),
    (
        "りました",
        re.compile(
            r"(?:[わまがなとあ乗残走入知切至戻作送売減帰去語迫回守握図被陥掛渡移滞遮祈映宿登取]|見つか|助か|預か|授か|かか|わか|分か)った$"
        ),
    ),
    ("きました", re.compile(r"[にへ]行った$")),
)
_NDA_BU = re.compile(r"[結呼選並学運飛遊及喜浮転]んだ$")
_ITA = re.compile(rf"(?:{_KANJI}|[づつ]|うご|はたら)いた$")
_NO_ITA = re.compile(r"[用強率老悔報射]いた$")


def is_polite(text: str) -> bool:
    """Whether a sentence ends in the polite style.

    >>> [is_polite(text) for text in ("速いです。", "始まりました。", "続くのでしょうか。", "速い。", "「速いです」")]
    [True, True, True, False, False]
    """
    return _POLITE.search(text) is not None


def is_plain(text: str) -> bool:
    """Whether a sentence ends in the plain style, by a verb, an adjective or だ; a noun at the end is neither.

    >>> [is_plain(text) for text in ("速い。", "始まった。", "である。", "速いです。", "新しい一歩。", "Pythonだ。")]
    [True, True, True, False, False, True]
    """
    return not is_polite(text) and _PLAIN.search(text) is not None


def polite(text: str) -> str | None:
    """Return a plain sentence in the polite style; None where that is not certain, or the sentence is not plain.

    >>> polite("課題である。"), polite("残った。"), polite("見ない。"), polite("走ろう。")
    ('課題です。', '残りました。', '見ません。', None)
    """
    if not is_plain(text):
        return None
    stop = re.search(_STOP, text)
    body = text[: stop.start()] if stop else text
    said = _polite(body)
    return said + text[len(body) :] if said else None


def _polite(body: str) -> str | None:
    """Return the polite form of a sentence without its stop."""
    for ending, instead in _FIXED:
        if body.endswith(ending):
            return body.removesuffix(ending) + instead
    if _NO_VERB.search(body):
        return None
    if body.endswith("なかった"):
        stem = _negative(body.removesuffix("なかった"))
        return f"{stem}ませんでした" if stem else None
    if body.endswith("ない"):
        stem = _negative(body.removesuffix("ない"))
        return f"{stem}ません" if stem else None
    if body.endswith(("た", "だ")):
        return _past(body)
    if body.endswith("い"):
        return f"{body}です"
    return _present(body)


_FIXED = (
    ("ではなかった", "ではありませんでした"),
    ("ではない", "ではありません"),
    ("でもない", "でもありません"),
    ("がなかった", "がありませんでした"),
    ("もなかった", "もありませんでした"),
    ("はなかった", "はありませんでした"),
    ("がない", "がありません"),
    ("もない", "もありません"),
    ("はない", "はありません"),
    ("くなかった", "くありませんでした"),
    ("くない", "くありません"),
    ("であった", "でした"),
    ("であろう", "でしょう"),
    ("である", "です"),
    ("だった", "でした"),
    ("だろうか", "でしょうか"),
    ("だろう", "でしょう"),
    ("のか", "のでしょうか"),
    ("という", "といいます"),
    ("しよう", "しましょう"),
    ("てみよう", "てみましょう"),
    ("なのだ", "なのです"),
    ("のだ", "のです"),
    ("なんだ", "なんです"),
    ("するんだ", "するんです"),
    ("くる", "きます"),
    ("来る", "来ます"),
    ("する", "します"),
)
"""Endings, the longer before the shorter, and what is said instead."""


def _negative(stem: str) -> str | None:
    """Return what ません is put behind, for what ない stands behind: 分から, でき, し."""
    last = stem[-1:]
    if last in _E_ROW or last in _I_ROW:
        return stem
    if last in "わかがさたなばまら":
        return stem[:-1] + last.translate(_FROM_NAI)
    return stem if last in _ICHIDAN else None


def _past(body: str) -> str | None:
    if body.endswith("った"):
        found = next((ending for ending, known in _TTA if known.search(body)), None)
        adjective = f"{body}です" if body.endswith("かった") else None
        return body[:-2] + found if found else adjective
    if body.endswith("んだ"):
        if re.search(r"[るいたな]んだ$", body):
            return body.removesuffix("だ") + "です"
        return body[:-2] + ("びました" if _NDA_BU.search(body) else "にました" if body.endswith("死んだ") else "みました")
    if body.endswith("いだ") and re.search(rf"{_KANJI}いだ$|らいだ$|相次いだ$", body):
        return body[:-2] + "ぎました"
    if body.endswith("だ"):
        return body.removesuffix("だ") + "です"
    if body.endswith(("ていた", "でいた", "がいた", "もいた")):
        return body.removesuffix("た") + "ました"
    if body.endswith("いた"):
        return body[:-2] + "きました" if _ITA.search(body) and not _NO_ITA.search(body) else None
    last = body[-2:-1]
    return body.removesuffix("た") + "ました" if last in _E_ROW or last in _I_ROW or last in _ICHIDAN else None


def _present(body: str) -> str | None:
    last, before = body[-1], body[-2:-1]
    if last == "る":
        one_row = (before in _E_ROW or before in _I_ROW or before in _ICHIDAN) and not _GODAN_IRU.search(body)
        return body[:-1] + ("ます" if one_row else "ります") if before and not _is_kata(before) else None
    if last == "く" and not _KU.search(body):
        return None
    if (last == "う" and not _U.search(body)) or (last == "つ" and not _TSU.search(body)):
        return None
    if last in "うくぐすつぬぶむ" and before and not _is_kata(before):
        return body[:-1] + last.translate(_TO_MASU) + "ます"
    return None


def _is_kata(char: str) -> bool:
    return "ァ" <= char <= "ヿ" or not char.isalpha() or char.isascii()
