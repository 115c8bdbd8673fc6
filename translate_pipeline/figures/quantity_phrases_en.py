"""How English writes quantities: a table like those of `quantity_phrases`.

English is where most can be taken in two ways, so what leads to a bound has to be there: *about* and *over* before a bare
number count only after words such as `of` and `has`.
"""

from __future__ import annotations

from translate_pipeline.figures.quantity_forms import EN_NUMBERS, ORDINALS, PARTS, Bound, Kind, Phrases

_LEAD = (
    r"(?:^|[.,:;!?(—–] ?|(?<![A-Za-z])(?:of|to|by|with|at|from|has|have|had|only|for|reached|raised|costs?|takes?|spends?"
    r"|spent|pays?|paid|employs?|uses?|used|serves?|and|or|in|into|gained|lost|cut|cuts|save|saves|saved) )"
)
_LEAD_UNIT = _LEAD.replace("|only|", "|only|is|are|was|were|")
_MORE = "more(?= [a-z])|higher|lower|faster|slower|larger|bigger|greater|longer|cheaper|better|smaller|as [a-z]+ as"
_NTH = rf"(?P<n>{'|'.join(ORDINALS)}|[1-9][0-9]{{0,2}}(?:st|nd|rd|th))"
_OF = r" of (?:the|all|its|their|his|her|our|my|your|these|those|this|that|global|total|users|people|companies) "
_COUNTABLE = (
    "company|firm|startup|model|country|product|project|paper|question|problem|step|reason|option|feature|method|example"
)
_EN_TOKENS = r"(?:1?M|(?:1 )?million)"
_EN_RANK = (
    r"(?:(?<=ranked )|(?<=ranks )|(?<=rank )|(?<=world )|(?<=world's )|(?<=country's ))"
    r"No\. ?(?P<n>[1-9][0-9]{0,2})(?![0-9\w]|[.,][0-9]| [A-Z])"
)
EN = Phrases(
    suffixes=(
        (Kind.POINTS, r" percentage points?(?![\w-])"),
        (Kind.MULTIPLE, r"[xX](?![\w-]| [A-Z0-9]| (?:engineer|developer|programmer|zoom))|×(?! ?[0-9A-Z])"),
        (Kind.MULTIPLE, rf"-fold(?![\w-]| cross)| times(?= (?:{_MORE})(?![A-Za-z]))"),
    ),
    wordings=(
        (Kind.FRACTION, rf"(?<![\w-])(?P<n>(?i:{'|'.join(EN_NUMBERS.values())}))-(?P<d>{'|'.join(PARTS)})s?(?![\w-])"),
        (
            Kind.FRACTION,
            rf"(?<![\w-])(?P<n>(?i:one|two|three|four|five))[ ](?P<d>third|fifth|sixth|eighth|tenth)s?(?={_OF})",
        ),
        (Kind.FRACTION, rf"(?<![\w-])(?P<n>[Aa])[ ](?P<d>third|fifth|tenth)(?={_OF})"),
        (Kind.MULTIPLE, r"(?<![\w-])(?P<n>(?i:two|three|four|five|six|seven|eight|nine|ten))-?fold(?![\w-]| cross)"),
        (Kind.ORDINAL, rf"(?<![\w-])(?i:{_NTH})(?= (?:generation|edition|round|stage|wave)(?![\w-]))"),
        (Kind.PLACE, rf"(?<=the )(?!first ){_NTH}(?= (?:{_COUNTABLE})(?![\w-]))"),
        (
            Kind.RANK,
            _EN_RANK,
        ),
    ),
    before=(
        (Bound.AT_LEAST, r"(?<![A-Za-z])(?i:at least|no (?:less|fewer) than) "),
        (Bound.AT_MOST, r"(?<![A-Za-z])(?i:at most|no more than|not more than) "),
        (Bound.MORE_THAN, r"(?<![A-Za-z])(?<!no )(?<!not )(?<!little )(?<!much )(?i:more than) "),
        (Bound.LESS_THAN, r"(?<![A-Za-z])(?<!no )(?<!not )(?<!much )(?<!nothing )(?i:less than|fewer than) "),
        (Bound.ABOUT, r"(?<![A-Za-z])(?i:approximately|roughly) |(?<![\w~/.])~"),
        (Bound.ABOUT, rf"{_LEAD}(?P<b>(?i:about|around|some) )"),
        (Bound.UP_TO, rf"{_LEAD}(?P<b>(?i:up to) )"),
        (Bound.MORE_THAN, rf"{_LEAD}(?P<b>over )"),
        (Bound.LESS_THAN, rf"{_LEAD}(?P<b>under )"),
    ),
    before_unit=(
        (Bound.ABOUT, r"(?<![A-Za-z])(?i:about|around) "),
        (Bound.MORE_THAN, rf"{_LEAD_UNIT}(?P<b>(?i:over) )"),
        (Bound.LESS_THAN, rf"{_LEAD_UNIT}(?P<b>(?i:under) )"),
    ),
    after=(
        (Bound.AT_LEAST, r" or (?:more|higher)(?![\w-]| than)"),
        (Bound.AT_MOST, r" or (?:less|fewer|lower)(?![\w-]| than)"),
    ),
    no_bound=(
        r"[- ](?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|times?|percent\w*|per|degrees?"
        r"|[ap]\.?m|[ABab]\.?[CDcd])(?![a-z])|[:’']"
    ),
    per_after={
        "month": r"(?: a month| per month|/month|/mo)(?![\w/-]| ago| earlier| later| after| before| from| per)",
        "year": r"(?: a year| per year|/year|/yr)(?![\w/-]| ago| earlier| later| after| before| from| per)",
        "hour": r"(?: an hour| per hour|/hour|/hr)(?![\w/-]| ago| earlier| later| after| before| per)",
        "share": r"(?: a share| per share|/share)(?![\w/-]| of)",
        "user": r"(?: per user|/user)(?![\w/-]| per)",
        "million tokens": rf"(?: per |/){_EN_TOKENS} tokens(?![\w/-])",
        "million input tokens": rf"(?: per |/){_EN_TOKENS} input tokens(?![\w/-])",
        "million output tokens": rf"(?: per |/){_EN_TOKENS} output tokens(?![\w/-])",
    },
    unit_end=r"[\w/-]| (?:per|an?) | of (?:input|output)",
    sign="–",
    says={
        Kind.POINTS: "{} percentage points",
        Kind.MULTIPLE: "{} times",
        Kind.FRACTION: "{n}-{d}",
        Kind.ORDINAL: "{}",
        Kind.PLACE: "{}",
        Kind.RANK: "No. {}",
    },
    bounds={bound: bound.value + " {}" for bound in Bound},
    open_bounds={bound: bound.value + " {}" for bound in Bound},
    fewer="fewer than {}",
    rates={
        "month": "{} a month",
        "year": "{} a year",
        "hour": "{} an hour",
        "share": "{} per share",
        "user": "{} per user",
        "million tokens": "{} per million tokens",
        "million input tokens": "{} per million input tokens",
        "million output tokens": "{} per million output tokens",
    },
    words=True,
)
