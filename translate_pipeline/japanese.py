"""Japanese sentences in the polite style (です・ます), made of those in the plain one (だ・である).

How a plain form is conjugated follows from its last kana, but for る, った, いた and a few others, which need to know the
verb: those verbs are listed, and what is not listed is left to a person. Sources: the conjugation classes of school grammar
(五段, 上一段, 下一段, カ変, サ変); which verbs are listed is a choice, by how often commentary ends a sentence with them.
"""

from __future__ import annotations

import re

_STOP = r"([。．.！!？?]+)$"
_POLITE = re.compile(
    r"(?:です|でした|(?<![励覚済冷澄悩惑騙])(?:ます|ました)|ません|でしょう|ましょう|ください|下さい|ございます)"
    r"(?:か|ね|よ|よね|が|から|けれど|けど)?[。．.！!？?]+$"
)
_PLAIN = re.compile(r"(?:(?:(?<!な)く|[うぐすつぬぶむるただい])(?:か|ね|よ)?|のか)[。．.！!？?]+$")
_E_ROW = "えけげせぜてでねへべぺめれ"
_I_ROW = "いきぎしじちにひびみり"
_GANAI = re.compile(
    r"(?:相次|[受引]き継|[急防稼泳脱継注仰騒塞嗅漕凌紡担貢剥削研繋]|揺る|ゆる|[揺和]ら|つな|しの|そそ|ふさ|かせ|また|くつろ)が(?:ない|なかった)$"
)
_ADJECTIVE_NAI = re.compile(
    r"(?:もったい|つまら|くだら|情け|なさけ|頼り|ぎこち|はか|つた|さりげ|忍び|はした|きた|限り|大人げ|危なげ|やるせ|あじけ|おさ|おぼつか|あどけ"
    r"|あっけ|そっけ|ふがい|だらし|たわい|とてつも|途方も|間も|みっとも)(?:ない|なかった)$"
)
_NOT_NEGATIVE = re.compile(r"(?:[迷狂偽]い|惜しみ|よどみ|滞り|かつて|さえ|すら|だけ|うえ|わけ|[いまがはもを]で)$")
_ICHIDAN = "見着似煮得出経寝居鋳射診観看視来"
"""Kanji that る follows in verbs of one row; other kanji before る belong to 五段 verbs (入る, 残る)."""
_GODAN_IRU = re.compile(
    r"(?:[混交]じ|まじ|ねじ|かじ|いじ|なじ|(?<![過す])ぎ|し|しゃべ|すべ|(?:よみ|ひる|くつ|寝)がえ|ひね|くね|うね|まい|おちい|気にい"
    r"|(?<![はがもをてで起生尽飽つおあい])き|[\u4e00-\u9fff]いき)る$"
)
_TO_MASU = str.maketrans("うくぐすつぬぶむる", "いきぎしちにびみり")
_FROM_NAI = str.maketrans("わかがさたなばまら", "いきぎしちにびみり")
_KU = re.compile(
    r"(?:[続書働動引描置開聞向築届導招抱除欠磨驚輝歩敷説解空行着付]|づ|つづ|はたら|うご|ゆ|ひ|ふ|ひら|まね"
    r"|(?<!わ)い|(?<![おとあ])お|(?<![きあ])つ|(?<![さね])む|(?<![大お])き)く$"
)
_NO_VERB = re.compile(
    r"(?:すぐ|はず|まず|わず|なさい|[どそこほも]う|(?<![うせ])まい|[言思]うまい|はい|しゃい|(?<![死し])ぬ|だいぶ|るものか"
    r"|(?:^|[、はがもで])(?:い?まだ|未だ|ただ|あす|あした)|あいだ|(?<![ただいるなさ])んであ(?:る|った)|[こゆさ]する)$"
)
_TSU = re.compile(r"[持立待打勝保放育経撃断]つ$")
_U = re.compile(r"[\u4e00-\u9fffかまらな]う$")
_KANJI = r"[\u4e00-\u9fff]"
_TTA = (  # an ending, and what stands for it: the verbs that have it
    (
        "いました",
        re.compile(
            r"(?:[言使思違買払失担伴狙扱競願笑誓争従追負救戦揃養補憂疑襲漂償誘迷]|向か|しま|もら|なら|を行|そろ|うかが|ともな"
            r"|まかな)った$"
        ),
    ),
    ("ちました", re.compile(r"(?:[持立待打勝保経放育]|役立)った$")),
    (
        "りました",
        re.compile(
            r"(?:(?<![味賑ぎ])わ|(?<!る)ま|(?<![ちたらね])が|(?<![行失損伴補担償贖商こしら])な|(?<!ま)と|(?<![しりきちいみびえけせめれ出似見])あ"
            r"|[乗残走入知切至戻作送売減帰去語迫回守握図被陥掛渡移滞祈映宿登取]|見つか|みつか|ぶつか|助か|預か|授か|儲か|受か|掛か|遠ざか|はだか"
            r"|(?<![細暖温短らで])かか|(?<![こよ])わか|分か)った$"
        ),
    ),
    ("きました", re.compile(r"(?:へ|見に)行った$")),
)
_NDA_BU = re.compile(r"(?:[結呼選並学運飛遊及喜浮転叫忍滅偲尊]|[浮う]か|なら|えら|むす|およ|ころ)んだ$")
_NDA_MU = re.compile(
    r"(?:[進込組読飲住休積踏含励挑悩望好歩頼拒阻臨編産生富盗畳緩沈澄縮膨絡囲刻営企恨痛傷歪和弾潜挟済噛包慎病汲摘詰掴睨霞滲孕]"
    r"|[親楽悲苦惜慈勤]し|膨ら|ふくら|つか|から|はさ|ゆが|へこ|はら|にら|にじ|しぼ)んだ$"
)
_NDA_UNSURE = re.compile(r"(?:たた|ゆる|ひる|くる|たる)んだ$")
_NDA_COPULA = re.compile(r"(?:[るいたな]|もちろ|たくさ|いちば|(?<!は)さ|ちゃ)んだ$")
"""んだ that is no verb's: するんだ, もちろんだ, 山田さんだ."""
_WAS = re.compile(r"(?<![はば向])(?<!から)(?:(?<![つむ])|(?<=[さねけ]む)|(?<=きつ))かった$")
"""The past of an adjective: 高かった."""
_GU_IDA = re.compile(
    r"(?:[急防稼泳脱継次仰騒塞嗅漕凌紡担貢剥削研繋注]|[揺和]ら|ゆら|揺る|つな|しの|そそ|ふさ|かせ|また|いそ|さわ|くつろ)いだ$"
)
_ITA = re.compile(
    r"(?:[続書働動引描置開聞向築届導招抱除欠磨驚輝歩敷説解空着付泣咲吹焼浮響傾覗叩嘆弾退割裂吐履拭巻省暴裁頷欺抜渇湧沸貫突頂就効]"
    r"|[づつ]|うご|はたら|ひら)いた$"
)


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
    rest = text[len(body) :]
    if said and rest[:1] in "?？" and rest and not said.endswith(("か", "でしょう", "ましょう")):
        said += "か"
    return said + rest if said else None


def _polite(body: str) -> str | None:
    """Return the polite form of a sentence without its stop."""
    if _NO_VERB.search(body):
        return None
    if _ADJECTIVE_NAI.search(body):
        return f"{body}です"
    for ending, instead in () if _GANAI.search(body) else _FIXED:
        if body.endswith(ending):
            return body.removesuffix(ending) + instead
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
    *(
        (f"{word}{nai}", f"{word}{arimasen}")
        for word in (
            "違い",
            "ちがい",
            "疑い",
            "変わり",
            "揺るぎ",
            "しか",
            "ほか",
            "に",
            "より",
            "つもり",
            "さらさら",
            "ほとんど",
        )
        for nai, arimasen in (("なかった", "ありませんでした"), ("ない", "ありません"))
    ),
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
    *((f"{before}くる", f"{before}きます") for before in "てでがはもにと、"),
    ("来る", "来ます"),
    *((f"{word}る", f"{word}います") for word in ("くださ", "おっしゃ", "いらっしゃ", "なさ")),
    ("する", "します"),
)
"""Endings, the longer before the shorter, and what is said instead."""


def _negative(stem: str) -> str | None:
    """Return what ません is put behind, for what ない stands behind: 分から, でき, し."""
    last = stem[-1:]
    if not last or _NOT_NEGATIVE.search(stem):
        return None
    if last == "で" and stem[-2:-1] not in set("ん撫茹奏"):
        return f"{stem}はあり"
    if last in _E_ROW or last in _I_ROW:
        return stem
    if last in "わかがさたなばまら":
        return stem[:-1] + last.translate(_FROM_NAI)
    return stem if last in _ICHIDAN else None


def _past(body: str) -> str | None:
    if body.endswith("った"):
        found = next((ending for ending, known in _TTA if known.search(body)), None)
        return body[:-2] + found if found else f"{body}です" if _WAS.search(body) else None
    if body.endswith("んだ"):
        return _past_nda(body)
    if _GU_IDA.search(body):
        return body[:-2] + "ぎました"
    if body.endswith("だ"):
        return body.removesuffix("だ") + "です"
    if re.search(r"(?:[てでも人名社数勢上]|(?<![もあ])が)いた$", body):
        return body.removesuffix("た") + "ました"
    if body.endswith("いた"):
        return body[:-2] + "きました" if _ITA.search(body) else None
    last = body[-2:-1]
    return body.removesuffix("た") + "ました" if last in _E_ROW or last in _I_ROW or last in _ICHIDAN else None


def _past_nda(body: str) -> str | None:
    if _NDA_UNSURE.search(body):
        return None
    if _NDA_COPULA.search(body):
        return body.removesuffix("だ") + "です"
    if _NDA_BU.search(body):
        return body[:-2] + "びました"
    if body.endswith("死んだ"):
        return body[:-2] + "にました"
    return body[:-2] + "みました" if _NDA_MU.search(body) else None


def _present(body: str) -> str | None:
    last, before = body[-1], body[-2:-1]
    if body.endswith("うる"):
        return f"{body[:-2]}えます" if len(body) > 2 and body[-3] in _I_ROW else None
    if re.search(rf"{_KANJI}ずる$", body):
        return f"{body[:-2]}じます"
    if re.search(r"(?<![てで])はいる$", body):
        return None
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
