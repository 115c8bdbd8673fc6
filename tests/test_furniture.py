"""Furniture: golden files per locale, `match` and `say` as inverses, a site's overrides, broken catalogs."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from pathlib import Path

import opencc
import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.errors import CatalogError
from translate_pipeline.furniture import Catalogs, Furniture, load_catalogs
from translate_pipeline.locales import babel_locale, facts, parse_locale

ROOT = Path(__file__).parents[1] / "locales"
GOLDEN = Path(__file__).parent / "data" / "furniture"
TAGS = ("ja", "ko", "zh-Hans", "zh-Hant", "en")
RELAY = "This article was written after reading an article in {name}, with personal opinions and analysis added."
HEADER = 'msgid ""\nmsgstr ""\n"Language: ko\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
ALIKE = ({"Photo: {name}", "Photo by {name}"}, {"Category", "Categories"})
"""Messages that CJK locales write alike, on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    furniture: tuple[tuple[str, str, dict[str, str]], ...]
    other: tuple[str, ...]


def read_golden(path: Path) -> Golden:
    """Read a golden file; ValueError, with the line, where it is empty or malformed."""
    known, other, section = [], [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        if line in {"== furniture", "== not furniture"}:
            section = line
        elif section == "== not furniture":
            other.append(line)
        elif not (found := re.fullmatch(r"(.+?) ?-> ([^|]+?)(?: \| (\w+=[^;]+(?:; \w+=[^;]+)*))?", line)) or not section:
            raise ValueError(f"{path}:{number}: expected `text -> msgid | slot=value; slot=value` below a heading")
        else:
            slots = dict(pair.split("=", 1) for pair in found[3].split("; ")) if found[3] else {}
            known.append((found[1], found[2], slots))
    if not known or not other:
        raise ValueError(f"{path}: expected lines under both headings")
    return Golden(furniture=tuple(known), other=tuple(other))


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return load_catalogs(ROOT)


def golden_lines() -> list[tuple[str, str, str, dict[str, str]]]:
    return [(tag, *row) for tag in TAGS for row in read_golden(GOLDEN / f"{tag}.txt").furniture]


@pytest.mark.parametrize(("tag", "text", "message", "slots"), golden_lines())
def test_golden_furniture(catalogs: Catalogs, tag: str, text: str, message: str, slots: dict[str, str]) -> None:
    locale = parse_locale(tag)
    found = catalogs.match(text, prior=locale)
    assert found is not None
    assert (found.message, dict(found.slots), str(found.locale)) == (message, slots, tag)
    assert catalogs.match(f"\n {text}\u3000", prior=locale) == replace(found, spans=found.spans and moved(found, 2))


def moved(found: Furniture, by: int) -> tuple[object, ...]:
    return tuple(
        replace(place, span=replace(place.span, start=place.span.start + by, end=place.span.end + by))
        for place in found.spans
    )


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag in TAGS for text in read_golden(GOLDEN / f"{tag}.txt").other])
def test_golden_not_furniture(catalogs: Catalogs, tag: str, text: str) -> None:
    assert catalogs.match(text, prior=parse_locale(tag)) is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "== furniture\n",
        "== furniture\nHome -> Home\n",
        "== furniture\n== not furniture\nHome sweet home\n",
        "Home -> Home\n== not furniture\nHome sweet home\n",
        "== furniture\nHome\n== not furniture\nHome sweet home\n",
        "== furniture\n7 min read -> {n} min read | 7\n== not furniture\nHome sweet home\n",
    ],
)
def test_golden_file_that_is_empty_or_malformed_fails(tmp_path: Path, content: str) -> None:
    path = tmp_path / "xx.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="expected"):
        read_golden(path)


# -- what is said ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7 분 읽기", ("7分で読めます", "7분 읽기", "阅读需7分钟", "閱讀時間約7分鐘", "7 min read")),
        ("댓글 남기기", ("コメントを残す", "댓글 남기기", "发表评论", "發表留言", "Leave a comment")),
        ("1 comment", ("コメント1件", "댓글 1개", "1条评论", "1則留言", "1 comment")),
        ("댓글 1,234개", ("コメント1,234件", "댓글 1,234개", "1,234条评论", "1,234則留言", "1,234 comments")),
        ("免責事項: ", ("免責事項：", "면책 조항:", "免责声明：", "免責聲明：", "Disclaimer:")),
        (
            "免責事項: 投資は自己責任でお願いします。",
            (
                "免責事項：投資判断はご自身の責任でお願いいたします。",
                "면책 조항: 투자 판단의 책임은 투자자 본인에게 있습니다.",
                "免责声明：投资者据此操作，风险自担。",
                "免責聲明：投資人應自行判斷並自負風險。",
                "Disclaimer: Investment decisions are your own responsibility.",
            ),
        ),
        (
            "에디터 · 5분 읽기 | 조회수 1,204",
            (
                "編集者 · 5分で読めます | 閲覧数：1,204",
                "편집자 · 5분 읽기 | 조회수 1,204회",
                "编辑 · 阅读需5分钟 | 1,204次浏览",
                "編輯 · 閱讀時間約5分鐘 | 1,204次瀏覽",
                "Editor · 5 min read | 1,204 views",
            ),
        ),
        ("【速報】", ("【速報】", "【속보】", "【快讯】", "【快訊】", "【Breaking】")),
        ("Read more →", ("もっと読む →", "더 읽기 →", "阅读更多 →", "閱讀更多 →", "Read more →")),
        ("Loading...", ("読み込み中…", "불러오는 중…", "加载中…", "載入中…", "Loading…")),
        ("コメントを残す...", ("コメントを残す…", "댓글 남기기…", "发表评论…", "發表留言…", "Leave a comment…")),
        (
            "Photo by DALL-E 3 on OpenAI DALL-E",
            (
                "写真：DALL-E 3（出典：OpenAI DALL-E）",
                "사진: DALL-E 3 (출처: OpenAI DALL-E)",
                "照片：DALL-E 3（来源：OpenAI DALL-E）",
                "照片：DALL-E 3（來源：OpenAI DALL-E）",
                "Photo by DALL-E 3 on OpenAI DALL-E",
            ),
        ),
    ],
)
def test_say(catalogs: Catalogs, text: str, said: tuple[str, ...]) -> None:
    found = catalogs.match(text)
    assert found is not None
    assert tuple(catalogs.say(found, parse_locale(tag)) for tag in TAGS) == said


@pytest.mark.parametrize("text", ["에디터 · 2025.05.24", "2025.05.24 | 5분 읽기", "by Reuters · 2025-05-24"])
def test_a_date_may_stand_in_a_line_of_furniture(catalogs: Catalogs, text: str) -> None:
    found = catalogs.match(text, prior=parse_locale("ko"))
    assert found is not None
    assert all(place.span.of(text) == found.slots[place.slot] for place in found.spans)


@pytest.mark.parametrize(
    "text", ["2025.05.24 · 2025.05.25", "공급망 위험 · 5분 읽기", "5분 읽기 · 그는 말했다", "에디터: 5분 읽기"]
)
def test_a_line_that_is_only_partly_furniture_is_none(catalogs: Catalogs, text: str) -> None:
    assert catalogs.match(text, prior=parse_locale("ko")) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1", "1 hour ago"),
        ("1.5", "1.5 hours ago"),
        ("1,000", "1,000 hours ago"),
        ("0", "0 hours ago"),
        ("１", "1 hour ago"),
    ],
)
def test_plural_follows_the_number(catalogs: Catalogs, number: str, said: str) -> None:
    found = catalogs.match(f"{number}시간 전")
    assert found is not None
    assert catalogs.say(found, parse_locale("en")) == said


def test_name_is_translated_by_replacing_its_slot(catalogs: Catalogs) -> None:
    text = "  この記事は华尔街见闻の記事を読んで、個人的な意見と分析を加えて作成しました。"
    found = catalogs.match(text)
    assert found is not None
    (place,) = found.spans
    assert (found.message, place.slot, place.span.of(text)) == (RELAY, "name", "华尔街见闻")
    named = replace(found, slots={**found.slots, "name": "월스트리트견문"})
    assert catalogs.say(named, parse_locale("ko")) == (
        "이 글은 월스트리트견문의 기사를 읽고 개인적인 의견과 분석을 더해 작성했습니다."
    )


def test_slot_text_with_braces_or_backslashes_stands_as_it_is(catalogs: Catalogs) -> None:
    odd = Furniture(message="Source: {name}", slots={"name": r"{n} \1 {{x}}"}, locale=parse_locale("en"))
    assert catalogs.say(odd, parse_locale("ja")) == r"出典：{n} \1 {{x}}"


def test_say_of_what_no_catalog_has(catalogs: Catalogs) -> None:
    unknown = Furniture(message="Nobody says this", slots={}, locale=parse_locale("en"))
    assert catalogs.say(unknown, parse_locale("ja")) is None
    known = Furniture(message="Home", slots={}, locale=parse_locale("en"))
    assert catalogs.say(known, parse_locale("fr")) is None
    assert catalogs.say(known, parse_locale("en-GB")) == "Home"


# -- which locale ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("prior", "locale"), [("ja", "ja"), ("zh-Hans", "zh-Hans"), ("ko", "ja"), (None, "ja")])
def test_prior_decides_between_locales_that_write_alike(catalogs: Catalogs, prior: str | None, locale: str) -> None:
    found = catalogs.match("参考文献", prior=parse_locale(prior) if prior else None)
    assert found is not None
    assert str(found.locale) == locale


def test_latin_text_that_several_locales_have_is_english(tmp_path: Path) -> None:
    write(tmp_path, "ja", 'msgid "Editor"\nmsgstr "Editor"\n')
    found = load_catalogs(ROOT, tmp_path).match("Editor", prior=parse_locale("ja"))
    assert found is not None
    assert str(found.locale) == "en"


# -- the law -----------------------------------------------------------------------------------------------------

SLOTS = ({"n": "7", "name": "DALL-E 3", "place": "OpenAI DALL-E"}, {"n": "1", "name": "华尔街见闻", "place": "路透社"})


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(TAGS, 2)))
def test_match_undoes_say(catalogs: Catalogs, first: str, second: str) -> None:
    here, there = parse_locale(first), parse_locale(second)
    for message, values in itertools.product(catalogs.says["en"], SLOTS):
        slots = {slot: {**values, "date": "2025-11-30"}[slot] for slot in re.findall(r"\{(\w+)\}", message)}
        meant = Furniture(message=message, slots=slots, locale=here)
        text = catalogs.say(meant, here)
        assert text is not None
        found = catalogs.match(text, prior=here)
        assert found is not None, text
        if first != "en" and any({message, found.message} == pair for pair in ALIKE):
            assert catalogs.say(found, here) == text
        else:
            assert (found.message, dict(found.slots), found.locale) == (message, slots, here), text
            assert catalogs.say(found, there) == catalogs.say(meant, there)


@given(
    text=st.text(max_size=60)
    | st.sampled_from(["By ", "Source: ", "写真：", "사진: "]).flatmap(lambda start: st.text(max_size=40).map(start.__add__))
)
def test_any_text_is_nothing_or_gives_its_own_slots(catalogs: Catalogs, text: str) -> None:
    found = catalogs.match(text)
    if found is not None:
        assert {place.slot: place.span.of(text) for place in found.spans} == dict(found.slots) or "n" in found.slots
        assert all(catalogs.say(found, parse_locale(tag)) for tag in TAGS)


def test_long_and_hostile_lines_are_answered_at_once(catalogs: Catalogs) -> None:
    for text in (" " * 399, "→ " * 199, "Photo by " + "A on " * 78, "By " + "A " * 190, "【" * 200 + "】" * 200, "A" * 9999):
        assert catalogs.match(text) is None
    assert catalogs.match("") is None


# -- catalogs ----------------------------------------------------------------------------------------------------


def shipped(tag: str) -> Catalog:
    with (ROOT / tag / "messages.po").open(encoding="utf-8") as file:
        return read_po(file, abort_invalid=True)


@pytest.mark.parametrize("tag", TAGS)
def test_shipped_catalog_is_whole(tag: str) -> None:
    catalog, plural = shipped(tag), get_plural(str(babel_locale(parse_locale(tag))))
    assert [message.id for message in catalog] == [message.id for message in shipped("en")]
    assert (catalog.num_plurals, catalog.plural_expr) == (plural.num_plurals, plural.plural_expr.strip("()")) or (
        catalog.plural_forms == str(plural)
    )
    assert not [error for message, errors in catalog.check() for error in errors]
    assert all(all(message.string) for message in catalog if message.id)
    assert "Date" not in (ROOT / tag / "messages.po").read_text(encoding="utf-8").split("\n\n", 1)[0]


@pytest.mark.parametrize(
    "message", [message for message in shipped("en") if message.id], ids=lambda message: str(message.id)
)
def test_english_says_the_msgid(message: object) -> None:
    assert message.string == message.id  # type: ignore[attr-defined]


@pytest.mark.parametrize(("tag", "conversion"), [("zh-Hans", "t2s"), ("zh-Hant", "s2tw")])
def test_chinese_catalog_keeps_to_its_script(tag: str, conversion: str) -> None:
    forms = [text for message in shipped(tag) if message.id for text in (str(message.string), *message.user_comments)]
    converter = opencc.OpenCC(conversion)
    for fine in ("了解", "平台", "借助"):  # in both scripts; OpenCC has another taste
        forms = [text.replace(fine, "") for text in forms]
    assert [converter.convert(text) for text in forms] == forms


@pytest.mark.parametrize("tag", TAGS)
def test_shipped_locale_file(tag: str) -> None:
    known = facts(parse_locale(tag))
    assert known.scripts
    assert set(known.length) >= {parse_locale(other).language for other in TAGS} - {known.locale.language}
    assert len(known.hints) == 0 or 25 <= len(known.hints) <= 60
    assert bool(known.hints) == ("Han" in known.scripts)


def test_hints_tell_japanese_from_chinese() -> None:
    japanese, simplified, traditional = (set(facts(parse_locale(tag)).hints) for tag in ("ja", "zh-Hans", "zh-Hant"))
    assert not japanese & (simplified | traditional)


# -- a site's own ------------------------------------------------------------------------------------------------


def write(root: Path, tag: str, messages: str, header: str | None = None) -> Path:
    path = root / tag / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    top = HEADER.replace("Language: ko", f"Language: {tag.replace('-', '_')}") if header is None else header
    path.write_text(top + messages, encoding="utf-8")
    return path


def test_site_overrides_message_by_message(tmp_path: Path) -> None:
    write(
        tmp_path,
        "ko",
        'msgid "Leave a comment"\nmsgstr "한마디 남기기"\n\n'
        'msgid "Editor"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Home"\nmsgstr "집"\n\n'
        '# also: 뒷이야기\nmsgid "Backstage"\nmsgstr "뒷얘기"\n',
    )
    catalogs, korean = load_catalogs(ROOT, tmp_path), parse_locale("ko")
    for text, said in {
        "Leave a comment": "한마디 남기기",
        "한마디 남기기": "한마디 남기기",
        "댓글 남기기": "한마디 남기기",
        "Editor": "편집자",
        "Home": "홈",
        "뒷이야기": "뒷얘기",
        "Share": "공유",
    }.items():
        found = catalogs.match(text)
        assert found is not None
        assert catalogs.say(found, korean) == said
    backstage = catalogs.match("뒷얘기")
    assert backstage is not None
    assert catalogs.say(backstage, parse_locale("ja")) is None


def test_site_wins_where_two_messages_share_a_form(tmp_path: Path) -> None:
    write(tmp_path, "ko", 'msgid "Preface"\nmsgstr "소개"\n')
    found = load_catalogs(ROOT, tmp_path).match("소개")
    assert found is not None
    assert found.message == "Preface"


def test_site_may_bring_a_locale_with_its_own_plurals(tmp_path: Path) -> None:
    header = HEADER.replace("Language: ko", "Language: pl").replace(
        "charset=UTF-8\\n",
        'charset=UTF-8\\n"\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);\\n',
    )
    forms = ("{n} komentarz", "{n} komentarze", "{n} komentarzy")
    rows = "\n".join(f'msgstr[{number}] "{form}"' for number, form in enumerate(forms))
    write(tmp_path, "pl", f'msgid "{{n}} comment"\nmsgid_plural "{{n}} comments"\n{rows}\n', header)
    catalogs = load_catalogs(ROOT, tmp_path)
    for number, form in (("1", 0), ("3", 1), ("5", 2), ("1,5", 2)):
        found = catalogs.match(f"댓글 {number}개")
        assert found is not None
        assert catalogs.say(found, parse_locale("pl")) == forms[form].format(n=number)


GOOD = 'msgid "Home"\nmsgstr "홈"\n\n'


@pytest.mark.parametrize(
    ("messages", "line", "says"),
    [
        (GOOD + 'msgid "Print"\nmsgstr "인쇄\n', 10, "quoted"),
        (GOOD + 'msgid "Print"\nmsgstr 인쇄\n', 10, "quoted"),
        (GOOD + 'msgid "Print"\n', 9, "missing msgstr"),
        (GOOD + 'msgstr "인쇄"\n', 9, "in turn"),
        (GOOD + 'msgid "Print"\nmsgid "Like"\nmsgstr "좋아요"\n', 10, "in turn"),
        (GOOD + "hello\n", 9, "unexpected 'hello'"),
        (GOOD + 'msgid "By {name}"\nmsgstr "글: {nmae}"\n', 9, "slots of the msgid: ['name']"),
        (GOOD + 'msgid "Print"\nmsgstr "인쇄 {n}"\n', 9, "none"),
        (GOOD + '# also: 글쓴이\nmsgid "By {name}"\nmsgstr "글: {name}"\n', 10, "'글쓴이'"),
        (GOOD + 'msgid "By {name}"\nmsgstr "글: {name"\n', 9, "no form"),
        (GOOD + 'msgid "By {name}"\nmsgstr "{name}"\n', 9, "expected words"),
        (GOOD + 'msgid "By {name}"\nmsgstr "글: {name} {name}"\n', 9, "each once"),
        (
            GOOD + 'msgid "{n} view"\nmsgid_plural "{n} views"\nmsgstr[0] "{n}회"\nmsgstr[1] ""\n',
            9,
            "more translations than",
        ),
    ],
)
def test_broken_catalog_says_where(tmp_path: Path, messages: str, line: int, says: str) -> None:
    path = write(tmp_path, "ko", messages)
    with pytest.raises(CatalogError) as caught:
        load_catalogs(ROOT, tmp_path)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("tag", "header", "says"),
    [
        ("ko", HEADER.replace("ko", "ja"), "Language ja"),
        ("ko", HEADER.replace("ko", "klingon"), "klingon"),
        ("ko", "", "broken"),
        ("korean!", HEADER, "korean!"),
        ("ko", HEADER.replace("charset=UTF-8\\n", 'charset=UTF-8\\n"\n"Plural-Forms: nplurals=x; plural=0;\\n'), "broken"),
    ],
)
def test_broken_header(tmp_path: Path, tag: str, header: str, says: str) -> None:
    path = write(tmp_path, tag, GOOD, header)
    with pytest.raises(CatalogError, match=re.escape(says)) as caught:
        load_catalogs(tmp_path)
    assert (caught.value.path, caught.value.line) == (path, 1)


def test_plural_that_is_half_translated(tmp_path: Path) -> None:
    rows = 'msgid "{n} view"\nmsgid_plural "{n} views"\nmsgstr[0] "{n} look"\nmsgstr[1] ""\n'
    path = write(tmp_path, "en", rows)
    with pytest.raises(CatalogError, match=re.escape(f"{path}:6: '' is no form of this message")):
        load_catalogs(tmp_path)


def test_catalog_that_is_not_utf_8(tmp_path: Path) -> None:
    path = write(tmp_path, "ko", "")
    path.write_bytes((HEADER + GOOD + 'msgid "Print"\nmsgstr "인쇄하기"\n').encode("euc-kr"))
    with pytest.raises(CatalogError, match="save the catalog as UTF-8") as caught:
        load_catalogs(tmp_path)
    assert caught.value.line == 10


def test_root_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no such folder"):
        load_catalogs(tmp_path / "none")


def test_no_catalogs_know_nothing(tmp_path: Path) -> None:
    assert load_catalogs(tmp_path).match("Home") is None
    assert load_catalogs().match("Home") is None
