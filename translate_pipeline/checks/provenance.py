"""Who says it? What is second-hand in the source must not become a plain fact."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translate_pipeline.checks import Context, language_of, left_alone
from translate_pipeline.model import Finding, Severity, Unit


def _any(alternatives: str) -> str:
    """Return a pattern for any of the alternatives, which stand two spaces apart."""
    return "|".join(re.split(r"\s{2,}", alternatives.strip()))


_SECOND_HAND = {
    "ja": _any(r"""
        とのこと(?:だ|で|。|です)  と\[?(?:報じ|伝え)(?:た|て|られ|る)  によると  によれば  とされ(?:る|てい)
        らしい(?:。|です|が)  もようだ  模様だ  という(?:。|$)  取材に(?:対し|応じ|答え)
    """),
    "ko": _any(r"""
        에 따르면  에 의하면  것으로 (?:알려|전해|보도|파악)  [다라”’]고 \[?(?:보도|전)(?:했|하|한|됐)
        [다라]는 (?:보도|소식|후문|관측)  (?<!이)[다]고 한다  (?:취재|인터뷰)에
    """),
    "zh": _any(r"""
        [据據][^，。,；：]{0,24}(?:[报報][道導]|消息|[称稱]|透露|了解|悉)  [据據]悉  [据據](?:传|傳)
        [报報][道導](?:[称稱指说說]|，|：)  消息[称稱]  [传傳]出  [传傳][闻聞]  知情人士  [对對向][^，。：]{2,12}表示
    """),
    "en": _any(r"""
        \breportedly\b  \baccording to\b  \ballegedly\b
        \b(?:is|are|was|were) (?:said|reported|believed|rumou?red) to\b  \breported that\b
        ,”? (?:the |The )?[A-Z][^,.“”]{1,40} \[?(?:reported|said)(?=[\],.])  \btold [A-Z]
        \bsources? (?:said|say)\b  \brumou?r
    """),
}
"""What tells, in a source, that somebody else says so. Only what can be nothing else."""
_ANY = {
    "ja": _any(r"""
        とのこと  報[じ道]  伝え  によると  によれば  によって  では、  と[さい]れ  という  らしい  よう[だで]
        模様  もよう  述べ  話し  語っ  明らかに  言[いうわっ]  発表  指摘  みられ  見られ  考え  疑い  そうだ
        そうで  見通し  噂  うわさ  いわく  曰く  主張  説明(?!会)  コメント  関係者  見方  とみ  情報
    """),
    "ko": _any(r"""
        따르면  의하면  따라  알려  전해  전[했한하]  보도  밝[혔히]  말[했하한]  [다라]고  [다라]는  [라란]며
        것으로  듯  소식  소문  관측  주장  설명(?!회)  발표(?!회)  관계자  한다고  추정  추측  분석  정보  인용
        보인다  보입니다  언급
    """),
    "zh": _any(r"""
        (?<![数數证證依])[据據](?![点點])  [报報][道導]  消息  [称稱]  透露  表示  [说說](?![明服])  指出  [传傳]
        [闻聞]  [认認][为為]  宣布  披露  人士  声明  聲明  [显顯]示  看[来來]  似乎  可能  估[计計]  按照
        根[据據]  [写寫]道  介绍  介紹  所谓  所謂
    """),
    "en": _any(r"""
        \baccording\b  \breport  \bsaid\b  \bsays?\b  \bsaying\b  \btold\b  \bclaim  \balleg  \bapparent  \bseem
        \bbeliev  \brumou?r  \bsource  \bstat(?:ed|ing|ement)  \bstates that  \bannounc  \bquot
        \bcit(?:ed|es|ing)  \bsuggest  \bindicat  \bunderst  \bdescri  \bwr(?:ote|ites)  \bnot(?:ed|es)\b
        \bthought\b  \bsupposed  \bestimat  \bconsidered\b  \breveal  \bshow(?:s|ed)?\b  \bexplain  \bargu
        \bwarn  \badd(?:s|ed)\b  \bknown\b  \bmay\b  \bmight\b  \bhear[ds]?\b  \bper\b  \bpresum  \bfound\b
        \blikely  \bcompla  \bview
    """),
}
"""What may carry that in a target: generous, so that a free rendering is not blamed."""
_SOURCE = {language: re.compile(pattern) for language, pattern in _SECOND_HAND.items()}
_TARGET = {language: re.compile(pattern, re.IGNORECASE) for language, pattern in _ANY.items()}


def hedge(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find second-hand statements (とのことです, 据报道, according to) that became plain facts."""
    language = language_of(unit, context)
    source = _SOURCE.get(language.language) if language else None
    target = _TARGET.get(context.target.language)
    if left_alone(unit) or source is None or target is None:
        return
    said = source.search(unit.plain_source)
    if said and unit.plain.strip() and not target.search(unit.plain):
        yield Finding(
            check="hedge",
            severity=Severity.WARNING,
            message=f"expected who says so or that it is hearsay, as {said[0]} tells; found a plain statement",
        )
