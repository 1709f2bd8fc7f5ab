"""Failures are told in plain words, with the right exit code, and never as a traceback."""

import contextlib
import errno
import json
import signal

import click
import pytest

from commonweal.cli import failure
from commonweal.core.errors import ClaimError, VerificationFailed

MENDABLE = ClaimError("the region is empty", where="a.yaml, line 3", remedy="Widen it.")


def outcome_of(error: BaseException, *words: str) -> int:
    with failure.told(words) as outcome:
        raise error
    return outcome.code


def test_a_mistake_is_told_with_place_and_remedy(capsys) -> None:
    assert outcome_of(MENDABLE) == 2
    assert capsys.readouterr().err == (
        "error: the region is empty\n  at a.yaml, line 3\n  Widen it.\n"
    )


def test_a_mistake_is_told_as_json_when_asked(capsys) -> None:
    outcome_of(MENDABLE, "--json")
    assert json.loads(capsys.readouterr().err) == {
        "error": {
            "type": "ClaimError",
            "what": "the region is empty",
            "where": "a.yaml, line 3",
            "remedy": "Widen it.",
            "exit_code": 2,
        }
    }


def test_a_failed_verification_exits_with_1() -> None:
    assert outcome_of(VerificationFailed("the run differs")) == 1


def test_an_interrupt_exits_with_130_and_says_how_to_go_on(capsys) -> None:
    assert outcome_of(KeyboardInterrupt(), "check", "n1") == 130
    assert "the same command resumes" in capsys.readouterr().err


def test_an_interrupt_promises_nothing_where_nothing_is_stored(capsys) -> None:
    assert outcome_of(KeyboardInterrupt(), "validate") == 130
    assert capsys.readouterr().err == "error: interrupted\n  Run the same command again.\n"


def test_an_interrupt_that_became_another_error_is_still_one(capsys) -> None:
    with failure.told(["check"]) as outcome:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise RuntimeError("Query interrupted")
    assert outcome.code == 130
    assert "the same command resumes" in capsys.readouterr().err


def test_an_interrupt_in_one_of_many_claims_ends_them_all(capsys) -> None:
    with failure.told(["check"]) as outcome:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        failure.report(RuntimeError("Query interrupted"), as_json=False)
    assert outcome.code == 130


def test_an_interrupt_is_forgotten_with_its_command() -> None:
    outcome_of(KeyboardInterrupt())
    assert outcome_of(MENDABLE) == 2


def test_a_mistake_of_ours_exits_with_70_without_a_traceback(capsys) -> None:
    assert outcome_of(ZeroDivisionError("division by zero")) == 70
    told = capsys.readouterr().err
    assert "Commonweal itself failed: ZeroDivisionError: division by zero" in told
    assert "--traceback" in told
    assert "Traceback" not in told


def test_the_traceback_is_shown_when_asked_by_option(capsys) -> None:
    outcome_of(ZeroDivisionError("division by zero"), "--traceback")
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_the_traceback_is_shown_when_asked_by_environment(capsys, monkeypatch) -> None:
    monkeypatch.setenv("COMMONWEAL_TRACEBACK", "1")
    outcome_of(ZeroDivisionError("division by zero"))
    assert "Traceback (most recent call last)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EFBIG, "the disk is full"),
        (errno.EACCES, "may not be written or read"),
        (errno.EROFS, "may not be written or read"),
        (errno.ENOTDIR, "the system refused"),
    ],
)
def test_a_refusal_of_the_system_is_a_mistake_to_mend(number: int, said: str, capsys) -> None:
    assert outcome_of(OSError(number, "refused", "/some/file")) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "/some/file" in told


def test_want_of_memory_names_the_remedy(capsys) -> None:
    assert outcome_of(MemoryError()) == 2
    assert "--workers" in capsys.readouterr().err


def test_a_usage_error_points_to_the_help(capsys) -> None:
    context = click.Context(click.Command("list"), info_name="commonweal list")
    assert outcome_of(click.UsageError("No such thing.", context)) == 2
    assert capsys.readouterr().err == ("error: no such thing\n  See: commonweal list --help\n")


def test_control_characters_of_a_file_do_not_reach_the_terminal(capsys) -> None:
    outcome_of(ClaimError("there is no lever named '\x1b[2Jx'"))
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "spelt"),
    [("−3 weeks", "-3 weeks"), ("£5", "GBP 5"), ("5 ± 1…", "5 +/- 1..."), ("漢", "?")],
)
def test_a_narrow_encoding_loses_no_sign(text: str, spelt: str) -> None:
    failure.tolerate_narrow_encodings()
    assert text.encode("ascii", errors="commonweal").decode("ascii") == spelt
