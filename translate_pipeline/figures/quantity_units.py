"""What each locale calls units, and the parameters and tokens of models.

The names are not CLDR's: it has no long ones for Chinese, and 메트릭 톤 for 톤.
"""

from __future__ import annotations

import re

_UNITS = r"""
nm  nanomet(?:er|re)s?  ナノメートル  나노미터  纳米  奈米
node  =nm  ナノ(?![ァ-ヺー秒])  나노(?!미터|초|튜브|입자|기술|바나나)  =纳米  =奈米
um  micromet(?:er|re)s?  マイクロメートル  마이크로미터  微米  微米
mm  millimet(?:er|re)s?  ミリメートル  밀리미터  毫米  公釐|毫米
cm  centimet(?:er|re)s?  センチメートル  센티미터  厘米  公分|釐米
km2  square kilomet(?:er|re)s?  平方キロメートル  제곱킬로미터  平方公里|平方千米  平方公里
m2  square met(?:er|re)s?  平方メートル  제곱미터  平方米  平方公尺
km  kilomet(?:er|re)s?  キロメートル  킬로미터  公里|千米  公里
m  met(?:er|re)s?  メートル  미터  米(?![饭粉线制勒拉兰奇其罗哈老尔国德尼])  公尺
kg  kilograms?  キログラム  킬로그램  公斤|千克  公斤
t  metric tons?|tonnes?  トン  톤  吨  公噸|噸
l  lit(?:er|re)s?  リットル  리터  -  公升
kwh  kilowatt-hours?|kilowatt hours?  キロワット時|キロワットアワー  킬로와트시  千瓦时  =kWh
gw  gigawatts?  ギガワット  기가와트  吉瓦  =GW
mw  megawatts?  メガワット  메가와트  兆瓦  =MW
kw  kilowatts?  キロワット  킬로와트  千瓦  =kW
mb  megabytes?  メガバイト  메가바이트  =MB  =MB
gb  gigabytes?  ギガバイト  기가바이트  =GB  =GB
tb  terabytes?  テラバイト  테라바이트  =TB  =TB
pb  petabytes?  ペタバイト  페타바이트  =PB  =PB
mhz  megahertz  メガヘルツ  메가헤르츠  兆赫  =MHz
ghz  gigahertz  ギガヘルツ  기가헤르츠  吉赫  =GHz
parameter  parameters  パラメーター?  (?:개의? )?(?:파라미터|매개변수)  [个個]?参数  個?參數
token  tokens  トークン  (?:개의? )?토큰  个?(?: ?[Tt]okens?(?![A-Za-z])|词元)  個?(?: ?[Tt]okens?(?![A-Za-z])|詞元)
"""
"""Key, then English, Japanese, Korean, Simplified and Traditional Chinese: a pattern, or = and what is said but not read
(the press writes the sign), or - (not said)."""
COUNTED = frozenset({"parameter", "token"})
"""Units that a model or a text has thousands of; three of them are the model's own business."""
TAGS = ("en", "ja", "ko", "zh-Hans", "zh-Hant")
_SAID = {
    "node": ("{} nm", "{}ナノ", "{}나노", "{}纳米", "{}奈米"),
    "t": ("{} metric tons", "{}トン", "{} 톤|{}톤", "{}吨", "{}公噸"),
    "l": ("{} liters", "{}リットル", "{} 리터|{}리터", "{}升", "{}公升"),
    "m": ("{} meters", "{}メートル", "{} 미터|{}미터", "{}米", "{}公尺"),
    "kwh": ("{} kilowatt-hours", "{}キロワット時", "{} 킬로와트시|{}킬로와트시", "{}千瓦时", "{} kWh"),
    "parameter": ("{} parameters", "{}パラメータ", "{} 파라미터|{}파라미터", "{}参数|{}个参数", "{}參數|{}個參數"),
    "token": ("{} tokens", "{}トークン", "{} 토큰|{}토큰", "{}token|{} token", "{}token|{} token"),
}
"""What is said where it is not simply the first form that is read."""


def _first(pattern: str) -> str:
    """Return the plain word that a pattern of the table begins with.

    >>> _first("met(?:er|re)s?"), _first("公噸|噸"), _first("kilograms?")
    ('meters', '公噸', 'kilograms')
    """
    return re.sub(r"\(\?!.*?\)", "", re.sub(r"\(\?:er\|re\)", "er", pattern)).split("|")[0].replace("?", "")


_ROWS = {row.split("  ")[0]: tuple(row.split("  ")[1:]) for row in _UNITS.strip().splitlines()}
UNIT_PATTERNS = {tag: {key: row[at] for key, row in _ROWS.items() if row[at][0] not in "=-"} for at, tag in enumerate(TAGS)}
"""Locale tag to unit to the pattern that is read."""
_SHAPES = ("{{}} {0}", "{{}}{0}", "{{}} {0}|{{}}{0}", "{{}}{0}", "{{}}{0}")
UNIT_TEMPLATES = {
    tag: {
        key: _SAID[key][at]
        if key in _SAID
        else f"{{}} {row[at][1:]}"
        if row[at][0] == "="
        else _SHAPES[at].format(_first(row[at]))
        for key, row in _ROWS.items()
    }
    for at, tag in enumerate(TAGS)
}
"""Locale tag to unit to how a number of it is written."""
