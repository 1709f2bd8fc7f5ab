"""YAML files: every mistake is answered with its file, its line and what to do."""

import os
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from commonweal.core.errors import ClaimError, FileError
from commonweal.core.yamlfile import parse_yaml, read_yaml, validated
from commonweal.parameters.sources import Form

PLACE = Path("claim.yaml")


class Arm(Form):
    weeks: float
    kind: Literal["even", "poisson"] = "even"


class Sheet(Form):
    schema_: Literal[1] = Field(alias="schema")
    arms: dict[str, Arm] = Field(default_factory=dict)


def read(text):
    return validated(Sheet, parse_yaml(text, PLACE), ClaimError)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "claim.yaml: the file is empty"),
        ("# nothing\n", "claim.yaml: the file is empty"),
        ("a: 1\nb: [1, 2", r"claim.yaml, line 2: expected ',' or '\]'"),
        ("a: 'cut sho", "claim.yaml, line 1: found unexpected end of stream"),
        ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", "line 5: the key 'c' is given twice"),
        ("a: !!python/object/apply:os.getcwd []", "line 1: a YAML tag .* is not allowed"),
        ("a: !include other.yaml", "line 1: a YAML tag .* is not allowed"),
        ("a: 1\n--- \nb: 2", "line 2: a second document"),
        ("a: 1\n\tb: 2", "line 2"),
        ("a: *nobody", "found undefined alias"),
        ("a: 1\n? [x, y]\n: 2", "line 2: a key is a list or a mapping"),
        ("a: 2010-02-30", "line 1: a value cannot be read"),
        ("b: 1\na: 2001-12-14t21:59:43.10-99:99", "line 2: a value cannot be read"),
        ("a: !!int 0x10", "line 1: a value cannot be read"),
        ('b: 1\na: "\\ud800"', "line 2: a text holds the character"),
        ('a: "\\x1b[31m"', "line 1: a text holds the character"),
        ('"a\\0": 1', "line 1: a text holds the character"),
        ("a: \x00", "claim.yaml"),
        ("a: &a [*a]", "nested too deeply"),
        ("[" * 5000, "nested too deeply"),
        ("a: " + "9" * 5000, "a value cannot be read"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_place(text, message):
    with pytest.raises(FileError, match=message):
        parse_yaml(text, PLACE)


@pytest.mark.parametrize(
    ("written", "read"),
    [("010", 10), ("1:30", "1:30"), ("0x10", "0x10"), ("1_000", 1000), ("-3", -3), ("1.5", 1.5),
     ("-.5", -0.5), ("1:30.5", "1:30.5"), ("1e3", "1e3"), ("1.5e+3", 1500.0)],
)  # fmt: skip
def test_numbers_are_those_that_people_mean(written, read):
    assert parse_yaml(f"a: {written}", PLACE).content == {"a": read}


def test_a_pipe_is_refused_rather_than_waited_for(tmp_path):
    os.mkfifo(tmp_path / "claim.yaml")
    with pytest.raises(FileError, match="a pipe or a device"):
        read_yaml(tmp_path / "claim.yaml")


@pytest.mark.parametrize("text", ["schema: true", "schema: 1\narms: {a: {weeks: yes}}"])
def test_a_truth_is_no_number(text):
    with pytest.raises(ClaimError, match="true or false"):
        read(text)


def test_aliases_that_multiply_are_refused_before_they_fill_the_memory():
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(FileError, match="counting each use of an alias"):
        parse_yaml("\n".join(levels), PLACE)


def test_an_alias_may_repeat_a_source():
    assert parse_yaml("a: &it {title: T}\nb: *it", PLACE).content["b"] == {"title": "T"}


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfschema: 1\n")
    assert read_yaml(path).content == {"schema": 1}


def test_a_file_with_windows_line_ends_has_the_same_lines(tmp_path):
    path = tmp_path / "crlf.yaml"
    path.write_bytes(b"schema: 1\r\narms:\r\n  a: {weeks: 1}\r\n")
    assert read_yaml(path).where(("arms", "a")) == f"{path}, line 3 (arms, a)"


def test_an_absent_file_a_folder_and_text_of_another_encoding_are_refused(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: £2\n".encode("latin-1"))
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read_yaml(tmp_path / "absent.yaml")
    with pytest.raises(FileError, match="cannot be read: Is a directory"):
        read_yaml(tmp_path)
    with pytest.raises(FileError, match="not UTF-8"):
        read_yaml(latin)


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"#" * 5_000_001)
    with pytest.raises(FileError, match="larger than 5 MB"):
        read_yaml(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("schema: 1\narm: {}", "line 2 .arm.: the key 'arm' is not known\n  Did you mean 'arms'"),
        ("schema: 1\narms:\n  a:\n    weaks: 2", r"line 4 .*'weaks' is not known[\s\S]*'weeks'"),
        ("schema: 1\narms:\n  a: {}", r"line 3 \(arms, a\): the key 'weeks' is missing"),
        ("schema: 1\narms: {a: {weeks: .nan}}", "finite number; it holds nan"),
        ("schema: 1\narms: {a: {weeks: .inf}}", "finite number; it holds inf"),
        ("schema: 1\narms: {a: {weeks: eight}}", "valid number.*; it holds 'eight'"),
        ("schema: 1\narms: {a: {weeks: 1, kind: odd}}", "'even' or 'poisson'; it holds 'odd'"),
        ("schema: 2", r"line 1 \(schema\): .*; it holds 2"),
        ("arms: {}", "the key 'schema' is missing"),
        ("[1, 2]", "claim.yaml, line 1: .*dictionary"),
        ("just a text", "claim.yaml, line 1: .*dictionary"),
        ("x: 1\ny: 2", "and 2 more"),
    ],
)
def test_a_form_that_is_not_kept_is_answered_with_its_place(text, message):
    with pytest.raises(ClaimError, match=message):
        read(text)
