"""Scripts of characters, and what each script says of language and of word boundaries.

Sources: Unicode blocks, the JIS X 0208, GB 2312 and Big5 repertoires (Python's codecs), OpenCC's character tables for what
only Simplified or only Traditional Chinese writes.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from translate_pipeline.model import Locale

HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
HIRAGANA = "\u3041-\u3096\u309d-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
BOPOMOFO = "\u3105-\u312f"
LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a"
CJK = HANGUL + HIRAGANA + KATAKANA + HAN + BOPOMOFO + "\u30fb\u309b\u309c"

_SCRIPT = re.compile(
    f"(?P<Hang>[{HANGUL}])|(?P<Hira>[{HIRAGANA}])|(?P<Kana>[{KATAKANA}])|(?P<Han>[{HAN}])"
    f"|(?P<Bopo>[{BOPOMOFO}])|(?P<Latn>[{LATIN}])"
)
_CJK_CHAR = re.compile(f"[{CJK}]")
_CJK_WIDE = re.compile(f"[{CJK}\u3000-\u303f\uff00-\uff60\u2026\u2014\u201c\u201d\u2018\u2019]")
_HANGUL_RUN = re.compile(f"[{HANGUL}]*")
_COUNTED = re.compile("月|월|분기|四半期|季度")
"""What a digit before it counts: the 3 of `그록 3월` is March's."""

_WORDISH = re.compile(f"[{LATIN}0-9\uff10-\uff19]")

_PARTICLES = (
    "은|는|이|가|을|를|의|에|에서|에게|에게서|께|께서|으로|로|와|과|도|만|까지|부터|보다|처럼|같은|같이|만큼|이나|나|이란|란"
    "|이며|며|이고|고|이다|다|인|등|측|사|제|씨|들|뿐|마저|조차|이야|야|이든|든|으로서|로서|으로써|로써|이라도|라도|이랑|랑|하고|마다|밖에|대로|님|발|판|식|향|산|표|용|계|권"
)
_PARTICLE_RUN = re.compile(
    rf"(?:{_PARTICLES}){{0,3}}|(?:이었|였|입니|이라|라는|라고|라며|이지만|지만|인데|인지|이어|여서|이자|이던|이면|라면).*"
)


@lru_cache(maxsize=16384)
def script_of(char: str) -> str:
    """Return the script of a letter (`Hang`, `Hira`, `Kana`, `Han`, `Bopo`, `Latn`), or `""`.

    >>> [script_of(char) for char in "あア漢한aｱ、1"]
    ['Hira', 'Kana', 'Han', 'Hang', 'Latn', 'Kana', '', '']
    """
    match = _SCRIPT.match(char)
    return (match.lastgroup or "") if match else ""


@lru_cache(maxsize=16384)
def is_cjk(char: str) -> bool:
    """Whether a character is a letter of a CJK script."""
    return bool(char) and _CJK_CHAR.match(char) is not None


@lru_cache(maxsize=16384)
def is_wide(char: str) -> bool:
    """Whether a character is written solid, with no space beside it: CJK letters but Hangul, and CJK punctuation."""
    return bool(char) and _CJK_WIDE.match(char) is not None and script_of(char) != "Hang"


def has_letters(text: str) -> bool:
    """Whether there is anything in `text` that a language could be told by."""
    return any(char.isalpha() for char in text)


@cache
def opencc(config: str) -> Any:
    """Return OpenCC's converter for a configuration (`s2t`, `t2s`, `s2twp`, `tw2sp`); loaded when first asked for."""
    from opencc import OpenCC  # noqa: PLC0415  (heavy; only texts with Han characters need it)

    return OpenCC(config)


_TAIWAN = {
    "系统": "系統",
    "复杂": "複雜",
    "更多": "更多",
    "并为": "並為",
    "合并为": "合併為",
    "客户端": "用戶端",
    "示例": "範例",
    "自定义": "自訂",
    "权限": "權限",
    "参数": "參數",
    "实例": "實例",
    "平台": "平台",
    "扩展": "擴充",
    "构建": "建置",
    "添加": "新增",
    "发布": "發布",
    "宣布": "宣布",
    "并入侵": "並入侵",
    "声明": "聲明",
    "账号": "帳號",
    "账户": "帳戶",
    "质量": "品質",
    "性价比": "性價比",
    "全局": "全域",
    "消息": "消息",
    "万亿": "兆",
    "循环": "循環",
    "集成": "整合",
    "类名": "類別名",
    "响应": "回應",
    "报道": "報導",
    "访问控制": "存取控制",
    "试图": "試圖",
    "合并": "合併",
    "二进制": "二進位",
    "类型": "類型",
    "镜像": "映像",
    "程序代码": "程式碼",
    "小价": "小價",
    "消息队列": "訊息佇列",
}
"""Words that OpenCC's `s2twp` parts wrongly (此系统, 更多任务, 并为), or says as few in Taiwan do."""
_TAIWAN_ANY = re.compile("|".join(sorted(_TAIWAN, key=len, reverse=True)))


def to_traditional(text: str) -> str:
    """Return Simplified Chinese in the characters and words of Taiwan.

    >>> to_traditional("此系统有更多任务，更复杂"), to_traditional("软件的客户端")
    ('此系統有更多任務，更複雜', '軟體的用戶端')
    """
    converter = opencc("s2twp")
    out, at = [], 0
    for match in _TAIWAN_ANY.finditer(text):
        out += [str(converter.convert(text[at : match.start()])), _TAIWAN[match[0]]]
        at = match.end()
    return "".join([*out, str(converter.convert(text[at:]))])


def _encodable(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _common_big5(char: str) -> bool:
    """Whether a character is in Big5's first level: the 5,401 that Traditional Chinese uses daily."""
    try:
        raw = char.encode("big5")
    except UnicodeEncodeError:
        return False
    return 0xA4 <= raw[0] <= 0xC6


@cache
def simplified_only(char: str) -> bool:
    """Whether only Simplified Chinese (or Japanese) writes this character; 后, 里, 台 also have a Traditional life.

    >>> simplified_only("华"), simplified_only("后"), simplified_only("国")
    (True, False, True)
    """
    return script_of(char) == "Han" and opencc("s2t").convert(char) != char and not _common_big5(char)


_RESTORED = frozenset("昇喆堃甦邨氾勠晳淼")
"""What the Table of General Standard Chinese Characters (2013) took back for names, as in 昇腾; GB 2312 lacks them."""


@cache
def traditional_only(char: str) -> bool:
    """Whether Simplified Chinese never writes this character.

    >>> traditional_only("華"), traditional_only("台")
    (True, False)
    """
    if char in _RESTORED:
        return False
    return script_of(char) == "Han" and opencc("t2s").convert(char) != char and not _encodable(char, "gb2312")


@cache
def in_japanese(char: str) -> bool:
    """Whether JIS X 0208 has this character.

    >>> in_japanese("国"), in_japanese("华")
    (True, False)
    """
    return _encodable(char, "iso2022_jp")


@cache
def daily_in_japanese(char: str) -> bool:
    """Whether a character is in JIS X 0208's first level, the 2,965 in daily use.

    >>> daily_in_japanese("読"), daily_in_japanese("讀")
    (True, False)
    """
    return in_japanese(char) and b"\x88\x9f" <= char.encode("shift_jis") <= b"\x98\x72"


@cache
def fits(char: str, tag: str) -> bool:
    """Whether a Han character can stand in ordinary text of `ja`, `ko`, `zh-Hans` or `zh-Hant`.

    >>> fits("発", "ja"), fits("発", "zh-Hans"), fits("华", "ja"), fits("体", "zh-Hant"), fits("昇", "zh-Hans")
    (True, False, False, False, True)
    """
    if char in "々〆〇":
        return tag == "ja" or char == "〇"
    match tag:
        case "ja":
            return in_japanese(char) and (daily_in_japanese(char) or opencc("t2jp").convert(char) == char)
        case "zh-Hans":
            return (
                char in _RESTORED
                or _encodable(char, "gb2312")
                or (_encodable(char, "gbk") and not traditional_only(char) and not in_japanese(char))
            )
        case "zh-Hant":
            return _encodable(char, "big5hkscs") and not simplified_only(char)
    return True


_OWN = {
    "ja": {"Hira", "Kana", "Han", "Latn"},
    "ko": {"Hang", "Latn"},
    "zh": {"Han", "Bopo", "Latn"},
}


def foreign_to(text: str, locale: Locale) -> bool:
    """Whether a text is written in letters that ordinary text of `locale` never has.

    Hangul in Japanese; in Japanese or Traditional Chinese, a Han word with a character that only Simplified has.
    """
    own = _OWN.get(locale.language, {"Latn"})
    for char in text:
        script = script_of(char)
        if script and script not in own:
            return True
        # Old forms (國) are rare in Japanese, but they are Japanese: only what JIS lacks cannot be.
        if script == "Han" and not (in_japanese(char) if locale.language == "ja" else fits(char, str(locale))):
            return True
    return False


def is_suffix(text: str) -> bool:
    """Whether a Korean text begins with what is written solid after a name: particles, the copula, a short suffix.

    >>> is_suffix("는 강하다"), is_suffix("입니다."), is_suffix("관련 기사"), is_suffix(", 그리고")
    (True, True, False, True)
    """
    run = _HANGUL_RUN.match(text)
    return run is None or _PARTICLE_RUN.fullmatch(run.group()) is not None


def can_start(text: str, at: int) -> bool:
    """Whether a name may start at this offset: Latin words, katakana runs and Korean words are entered at their start.

    >>> can_start("旧サムスン", 1), can_start("メガサムスン", 2), can_start("xOpenAI", 1), can_start("中国OpenAI", 2)
    (True, False, False, True)
    """
    if at == 0:
        return True
    before, first = text[at - 1], text[at]
    if _WORDISH.match(first):
        return not _WORDISH.match(before)
    script = script_of(first)
    return script not in {"Kana", "Hang"} or script_of(before) != script


def can_end(text: str, at: int, *, prefix: bool = False) -> bool:
    """Whether a name may end at this offset. With `prefix`, more of the same word may follow.

    >>> can_end("サムスン電子", 4), can_end("サムスンド", 4), can_end("삼성은", 2), can_end("삼성전자", 2)
    (True, False, True, False)
    >>> can_end("Llama 3.1", 7), can_end("Llama 3.", 7), can_end("GPUs", 3)
    (False, True, False)
    >>> can_end("그록 3월", 4)
    False
    """
    if at >= len(text) or prefix:
        return True
    last, after = text[at - 1], text[at]
    if _WORDISH.match(last):
        if last.isdigit() and _COUNTED.match(text, at):
            return False
        if after in ".," and last.isdigit() and text[at + 1 : at + 2].isdigit():
            return False
        return not _WORDISH.match(after)
    script = script_of(last)
    if script == "Kana":
        return script_of(after) != "Kana"
    if script == "Hang":
        run = _HANGUL_RUN.match(text, at)
        return run is None or _PARTICLE_RUN.fullmatch(run.group()) is not None
    return True
