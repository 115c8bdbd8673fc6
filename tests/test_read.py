"""Posts from bytes: encodings that are found out, and files that are none."""

from __future__ import annotations

import pytest

from translate_pipeline.errors import ReadError
from translate_pipeline.formats import text
from translate_pipeline.read import read_post

SAMPLES = {
    "shift_jis": (
        "中国のAI企業が新しい推論モデルを公開しました。価格は従来の半分以下で、性能は同等とされています。",
        "Shift_JIS",
    ),
    "euc_jp": ("中国のAI企業が新しい推論モデルを公開しました。価格は従来の半分以下で、性能は同等とされています。", "EUC-JP"),
    "euc_kr": (
        "중국 AI 기업이 새로운 추론 모델을 공개했습니다. 가격은 기존의 절반 이하이고 성능은 비슷하다고 합니다.",
        "EUC-KR",
    ),
    "gbk": ("中国人工智能公司发布了新的推理模型。价格不到原来的一半，性能据说相当。业内人士认为竞争将更加激烈。", "GBK"),
    "big5": ("中國人工智慧公司發布了新的推理模型。價格不到原來的一半，性能據說相當。業內人士認為競爭將更加激烈。", "Big5"),
}


@pytest.mark.parametrize("codec", SAMPLES)
def test_legacy_encodings_are_found_out(tmp_path, codec):
    words, name = SAMPLES[codec]
    path = tmp_path / "post.txt"
    path.write_bytes((words * 3).encode(codec))
    post = read_post(path)
    assert (post.source, post.encoding) == (words * 3, name)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode(tmp_path, codec):
    path = tmp_path / "post.md"
    path.write_bytes("# 見出し\r\n".encode(codec))
    assert read_post(path).source.lstrip("\ufeff") == "# 見出し\r\n"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("post.md", None, "no such file"),
        ("post.md", b"", "empty"),
        ("post.md", b" \n\n", "empty"),
        ("post.md", b"\x00\x01\x02", "binary"),
        ("post.md", b"\x81\xff\xfe\x80\xff" * 9, "unreadable encoding"),
        ("post.md", b"---\ntitle: a: b\n---\n", "broken front matter"),
        ("post.md", b"---\ntitle: a\n", "never closes"),
        ("post.docx", b"PK", "suffix"),
    ],
)
def test_what_is_no_post(tmp_path, name, data, message):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ReadError, match=message) as caught:
        read_post(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_directory_is_no_post(tmp_path):
    folder = tmp_path / "posts.md"
    folder.mkdir()
    with pytest.raises(ReadError, match="directory"):
        read_post(folder)


def test_copied_text_is_a_paragraph_a_line():
    source = "題名\n\nEditor\n7 분 읽기\n\n## 見出し\n\n一行目です。\n二行目です。\n"
    assert [block.span.of(source) for block in text.parse(source)] == [
        "題名",
        "Editor",
        "7 분 읽기",
        "見出し",
        "一行目です。",
        "二行目です。",
    ]


def test_text_wrapped_by_hand_is_joined():
    lines = [
        "The company said on Monday that it would cut the price of its newest",
        "reasoning model by half, a move that surprised many of its rivals in",
        "the market and that may well start another round of price cuts among",
        "them.",
    ]
    (block,) = text.parse("\n".join(lines))
    assert block.span.of("\n".join(lines)) == "\n".join(lines)
