"""Find out which mark shape a model carries best: translate sentences with marks, and count where each comes back once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate_pipeline.model import Request
from translate_pipeline.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from translate_pipeline.engines import Engine

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "ja": (
        "{}は新しい工場を建設すると発表した。",
        "同社は{}の利用を来月から始める。",
        "{}の株価は昨日大きく下がった。",
        "市場では{}への期待が高まっている。",
        "{}と{}は共同で研究を進めている。",
        "{}は{}の半導体を買うことを決めた。",
        "専門家は{}が{}より優れていると話す。",
        "{}の売上は{}を初めて上回った。",
        "{}、{}、{}の三社が会議に参加した。",
        "{}が{}に投資したことを{}が伝えた。",
        "{}によると、{}は{}の計画を取り消した。",
        "今年は{}が{}と{}を発売する見通しだ。",
    ),
    "ko": (
        "{}는 새로운 공장을 짓겠다고 발표했다.",
        "회사는 다음 달부터 {} 사용을 시작한다.",
        "어제 {}의 주가가 크게 떨어졌다.",
        "시장에서는 {}에 대한 기대가 커지고 있다.",
        "{}와 {}는 공동으로 연구를 진행하고 있다.",
        "{}는 {}의 반도체를 사기로 결정했다.",
        "전문가들은 {}가 {}보다 뛰어나다고 말한다.",
        "{}의 매출이 처음으로 {}를 넘어섰다.",
        "{}, {}, {} 세 회사가 회의에 참석했다.",
        "{}가 {}에 투자했다고 {}가 전했다.",
        "{}에 따르면 {}는 {}의 계획을 취소했다.",
        "올해는 {}가 {}와 {}를 출시할 전망이다.",
    ),
    "zh": (
        "{}宣布将建设一座新工厂。",
        "公司从下个月开始使用{}。",
        "昨天{}的股价大幅下跌。",
        "市场对{}的期待正在升高。",
        "{}与{}正在共同进行研究。",
        "{}决定购买{}的半导体。",
        "专家认为{}比{}更好。",
        "{}的销售额首次超过{}。",
        "{}、{}和{}三家公司参加了会议。",
        "{}报道称，{}投资了{}。",
        "据{}介绍，{}取消了{}的计划。",
        "今年{}预计将推出{}和{}。",
    ),
    "en": (
        "{} announced that it will build a new factory.",
        "The company will start to use {} next month.",
        "The share price of {} fell sharply yesterday.",
        "Expectations for {} are growing in the market.",
        "{} and {} are doing research together.",
        "{} decided to buy chips from {}.",
        "Experts say that {} is better than {}.",
        "Sales of {} passed those of {} for the first time.",
        "{}, {} and {} took part in the meeting.",
        "{} reported that {} invested in {}.",
        "According to {}, {} cancelled the plan of {}.",
        "This year {} is expected to launch {} and {}.",
    ),
}
"""Source language to sentences with one, two and three names, four of each."""


def probe(engine: Engine, source: str, target: str, progress: Callable[[int], None] | None = None) -> dict[str, float]:
    """Return, for each mark shape, the share of sentences (0 to 1) whose first draft had every mark exactly once.

    Empty for a source language that has no sentences here.
    """
    survival: dict[str, float] = {}
    sentences = SENTENCES.get(source, ())
    for name, shape in SHAPES.items() if sentences else ():
        marks = [shape.form.format(number) for number in range(3)]
        gap = " " if shape.spaced else ""
        texts = [" ".join(sentence.format(*(f"{gap}{mark}{gap}" for mark in marks)).split()) for sentence in sentences]
        requests = [Request(text=text, source=source, target=target) for text in texts]
        kept = 0
        for sentence, drafts in zip(sentences, engine.translate(requests, progress=progress), strict=True):
            found = sorted(shape.pattern.findall(drafts[0].text))
            kept += found == [str(number) for number in range(sentence.count("{}"))]
        survival[name] = kept / len(sentences)
    return survival
