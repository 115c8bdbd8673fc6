"""Patterns of what is kept as it stands, in any language: code, addresses, hashtags, product codes, versions."""

from __future__ import annotations

import re

CODE = re.compile(
    r"""
      https?://[!-~\u30a1-\u30fe\u4e00-\u9fff]*[0-9A-Za-z/\#&=_~%+*$@\-\u30a1-\u30fe\u4e00-\u9fff]
    | (?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z0-9]  # e-mail
    | \{\{.*?\}\} | \{%.*?%\} | \{:[^}]*\} | \{\#[^}\s]+\}  # templates, kramdown attributes
    | \$\$.+?\$\$ | \$(?=[^\s$])[^$\n\u3000-\u9fff]*?[^\s$\\]\$(?!\d)  # mathematics
    | (?<!\w)[@＠][A-Za-z_][A-Za-z0-9_.]{0,38}[A-Za-z0-9_]                   # handles
    | \A(?:[—–―]+|\d{1,2}[.)])(?=\s) | [(（](?:\.{3}|…+)[)）]  # a dash or a number before a sentence; an omission
    | <!--.*?--> | \[\^[^\]\s]+\] | \[!\w+\] | ^:::.*$ | \[\[[A-Z]\w*\ \#\d+\]\]
    | &(?:\w+|\#\d+); | ⟦\d⟧ | [⟦⟧]
    """,
    re.VERBOSE | re.DOTALL,
)
"""What reads as code in any format: kept as it stands."""

HASHTAG = re.compile(r"(?<![\w&/])[#＃](?=[^\W\d])\w+|(?<![\w&/])#\d+(?![\d.])")
HASHTAG_SPLIT = re.compile(r"(?=[#＃])")
"""Parts a line of hashtags at each tag."""

CODELIKE = re.compile(
    r"(?<![A-Za-z0-9_.-])(?=[A-Za-z0-9_.+-]*[A-Za-z])(?=[A-Za-z0-9_.+-]*[0-9])"
    r"[A-Za-z0-9]+(?:[._\-+][A-Za-z0-9]+)*(?![A-Za-z0-9_-])|(?<![A-Za-z0-9.])[0-9]+(?:\.[0-9]+){2,}(?![0-9])"
)
COMPOUND = re.compile(r"[0-9]+(?:[.][0-9]+)?(?:-[a-z]{2,})+")
"""A number and a word, no code: `1536-dimensional`, `5-year`."""
_ENDINGS = "com|org|net|io|ai|dev|app|co|cn|jp|kr|tw|eu|edu|gov|rs|js|py|md|json|ya?ml|toml|txt|csv|html|css|ts|sh|xml|pdf"
IDENTIFIER = re.compile(
    rf"""
      (?<![\w.-])  # snake_case, __init__, call()
        (?: _*[A-Za-z][A-Za-z0-9]*(?:_+[A-Za-z0-9]+)+_* | __[a-z]+__ | [A-Za-z_]\w*(?=\(\)) ) (?:\(\))?
    | (?<![\w.-])  # camelCase, SmartAssistant
        (?: [a-z]+[0-9]*[A-Z][A-Za-z0-9]* | [A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]+)+[A-Z]* | [A-Z][a-z]+[A-Z]{{2,}}\b ) (?:\(\))?
    | (?<![\w.@/-])  # domains, files
        (?: [A-Za-z0-9][A-Za-z0-9-]*\. )+ (?: {_ENDINGS} ) (?![\w-]) (?: /[!-~]*[A-Za-z0-9/] )?
    """,
    re.VERBOSE | re.ASCII,
)
"""What programs call things, and what people do who write like programs: kept as it stands."""
NAMED_VERSION = re.compile(r"(?:[Vv]ersions?|バージョン|버전|版本)[ \u3000]?(?P<number>[0-9]+(?:\.[0-9]+)+)(?![.]?[0-9])")
VERSION = re.compile(r"[-\u2010\u2011][A-Za-z]?[0-9][A-Za-z0-9.]*(?<![.])")
"""What makes a version of a family that the glossary knows: `GLM-5.2`."""
NUMBERED = re.compile(
    r"[ \u00a0]?[0-9]{1,2}(?:[.][0-9]+)*(?![0-9.,]*[0-9A-Za-z%％])"
    r"(?=$|[\s.,;:!?)\]」』”’'、。，！？：；）—–]|[はがをにのとでもやへ]|[은는이가을를의와과에도로만](?![가-힣])|으로|의)"
    r"(?!\s(?:times?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|percent|million|billion|trillion|people|of)\b)"
)
"""The number of a version after a model or a product that the glossary knows: `Claude 4`, `Windows 11`."""
VERSIONED = frozenset(["model", "product", "chip"])
TOKEN = re.compile(r"[A-Za-z0-9._-]+")
ITEM = re.compile(r"[—–―]+|\d{1,2}[.)]|[(（](?:\.{3}|…+)[)）]")
"""What stands before or after a sentence and is no word of it: a dash, a number, an omission."""
