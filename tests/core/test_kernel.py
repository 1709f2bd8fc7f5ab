"""Compiled kernels: never stale, whatever the state of the cache, and the same with none."""

import os
import shutil
import subprocess
import sys
import textwrap
import time

import pytest

from commonweal.core import cachefolder, kernel

CALLER = """
from commonweal.core.kernel import kernel
from {package}.callee import fee

@kernel
def bill(days):
    return days * fee()
"""
CALLEE = """
from commonweal.core.kernel import kernel

@kernel
def fee():
    return {fee}
"""
BILL = "from {package}.caller import bill; print(bill(3))"
LUCK = """
import numpy as np
from commonweal.core import randomness as r
key = r.draw_keys(7, np.array([2]), np.array([1]))[0]
luck, who = r.decision("tests.kernel"), np.arange(-3, 9)
print([x.hex() for x in r.uniforms(key, luck, who).tolist()])
print([round(x, 13) for x in r.normals(key, luck, who).tolist()])
print([round(x, 13) for x in r.exponentials(key, luck, who).tolist()])
print(r.poissons(key, luck, who, [0, .1, 1, 3, 5, 9.9, 10, 11, 50, 1e3, 1e5, 1e8]).tolist())
print(r.choices(key, luck, who, [0, 1, 2, 0, 3]).tolist())
"""


@pytest.fixture
def package(tmp_path):
    """A package of two modules, a kernel in one calling a kernel in the other."""
    folder = tmp_path / "package_outside"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "caller.py").write_text(CALLER.format(package=folder.name))
    (folder / "callee.py").write_text(CALLEE.format(fee=10))
    return folder


@pytest.fixture
def python(tmp_path):
    """Start a Python process with a cache of its own; keywords are environment variables."""

    def start(code, **environment):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA_", "XDG_"))}
        own = {"COMMONWEAL_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
            env={k: v for k, v in (kept | own | environment).items() if v is not None},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def said(process):
    """What a process printed; an error if it failed."""
    out, problems = process.communicate(timeout=120)
    assert process.returncode == 0, problems
    return out.strip()


def complained(process):
    """What a process printed and what it wrote to standard error, after it ended well."""
    out, problems = process.communicate(timeout=120)
    assert process.returncode == 0, problems
    return out.strip(), problems


def test_an_edit_to_a_kernel_in_another_file_is_seen_by_the_next_process(package, python):
    bill = BILL.format(package=package.name)
    assert said(python(bill)) == "30"
    # a longer text: Python itself takes one of equal length in the same second for the same
    (package / "callee.py").write_text(CALLEE.format(fee=110))
    assert said(python(bill)) == "330"


def test_an_edit_to_a_loose_module_beside_the_caller_is_seen_too(package, python, tmp_path):
    (tmp_path / "loose.py").write_text(CALLER.format(package=package.name))
    assert said(python("from loose import bill; print(bill(3))")) == "30"
    (package / "callee.py").write_text(CALLEE.format(fee=120))
    assert said(python("from loose import bill; print(bill(3))")) == "360"


def test_an_unchanged_kernel_is_not_compiled_again(package, python):
    code = BILL.format(package=package.name) + "; print(sum(bill.stats.cache_hits.values()))"
    assert said(python(code)) == "30\n0"
    assert said(python(code)) == "30\n1"


@pytest.mark.parametrize("variable", ["HOME", "XDG_CACHE_HOME"])
def test_a_home_that_cannot_be_written_works_and_is_left_alone(package, python, tmp_path, variable):
    blocked = tmp_path / "a file where a folder should be"
    blocked.touch()
    environment = {"COMMONWEAL_CACHE": None, variable: str(blocked), "TMPDIR": str(tmp_path)}
    assert complained(python(BILL.format(package=package.name), **environment)) == ("30", "")
    assert (tmp_path / f"commonweal-{os.getuid()}" / "kernels").is_dir()


def test_a_chosen_cache_that_cannot_be_written_works_and_says_so(package, python, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.touch()
    bill = BILL.format(package=package.name)
    out, warning = complained(python(bill, COMMONWEAL_CACHE=str(blocked), TMPDIR=str(tmp_path)))
    assert out == "30"
    assert f"COMMONWEAL_CACHE ({blocked}) cannot be written" in warning


def test_kernels_run_where_nothing_at_all_can_be_written(package, python, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.touch()
    code = f"""
        import tempfile
        tempfile.tempdir = {str(blocked)!r}
        {BILL.format(package=package.name)}
    """
    out, warning = complained(python(code, COMMONWEAL_CACHE=str(blocked)))
    assert out == "30"
    assert "kept in memory" in warning


def test_a_cache_that_fills_up_or_goes_away_costs_time_but_not_the_run(package, python, tmp_path):
    code = f"""
        import pathlib, shutil
        from {package.name}.caller import bill
        shutil.rmtree({str(tmp_path / "cache")!r})
        pathlib.Path({str(tmp_path / "cache")!r}).touch()
        print(bill(3))
    """
    assert said(python(code)) == "30"


def test_damaged_machine_code_is_compiled_afresh(package, python, tmp_path):
    bill = BILL.format(package=package.name)
    said(python(bill))
    files = list((tmp_path / "cache").rglob("*.nb?"))
    assert len(files) == 4
    [os.truncate(path, 20) for path in files]
    assert said(python(bill)) == "30"
    assert said(python(f"{bill}; print(sum(bill.stats.cache_hits.values()))")) == "30\n1"


def test_with_the_compiler_off_the_numbers_are_the_same(python):
    assert said(python(LUCK, NUMBA_DISABLE_JIT="1")) == said(python(LUCK))


def test_two_processes_may_fill_an_empty_cache_at_once(package, python):
    bill = BILL.format(package=package.name)
    both = [python(bill), python(bill)]
    assert [said(process) for process in both] == ["30", "30"]
    assert said(python(bill)) == "30"


def test_a_function_without_a_file_is_compiled_but_not_kept(python):
    code = """
        from commonweal.core.kernel import kernel
        twice = kernel(eval("lambda x: 2 * x"))
        print(twice(4))
    """
    assert said(python(code)) == "8"


def test_numba_keeps_its_own_cache_setting(python):
    code = """
        import numba
        from commonweal.core import randomness
        print(numba.config.CACHE_DIR)
    """
    assert said(python(code, NUMBA_CACHE_DIR="elsewhere")) == "elsewhere"


def test_reports_and_commands_are_not_within_reach_of_a_kernel():
    ours = kernel._OURS
    reach = kernel._reach(ours / "institutions" / "health" / "queue.py", "unused")
    assert {path.relative_to(ours).as_posix() for path in reach} == {
        "core", "algorithms", "parameters", "institutions/health",
    }  # fmt: skip


def test_folders_long_unused_are_cleared_and_those_in_use_are_kept(tmp_path):
    day = 86_400.0
    ages = {f"used-{n:02}-days-ago": n * day for n in range(2, 40)} | {"in-use": 60.0}
    for name, age in ages.items():
        folder = tmp_path / name
        folder.mkdir()
        os.utime(folder, (time.time() - age,) * 2)
    kernel._prune(tmp_path)
    left = sorted(folder.name for folder in tmp_path.iterdir())
    assert left == ["in-use", *(f"used-{n:02}-days-ago" for n in range(2, 25))]


def test_any_number_of_folders_used_within_a_day_is_kept(tmp_path):
    folders = [tmp_path / f"{number}" for number in range(40)]
    [folder.mkdir() for folder in folders]
    kernel._prune(tmp_path)
    assert all(folder.exists() for folder in folders)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path / f"commonweal-{os.getuid()}"


def test_the_temporary_cache_is_closed_to_other_users(temporary):
    assert cachefolder._temporary() == temporary
    assert temporary.stat().st_mode & 0o777 == 0o700


def test_a_temporary_folder_open_to_others_is_not_trusted(temporary):
    temporary.mkdir()
    temporary.chmod(0o777)
    fresh = cachefolder._temporary()
    assert fresh != temporary
    assert fresh.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(fresh)


def test_a_link_in_place_of_the_temporary_folder_is_not_followed(temporary, tmp_path):
    (tmp_path / "planted").mkdir(mode=0o700)
    temporary.symlink_to(tmp_path / "planted")
    assert not cachefolder._private(temporary)


def test_a_folder_of_another_user_is_not_trusted(temporary, monkeypatch):
    temporary.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: temporary.stat().st_uid + 1)
    assert not cachefolder._private(temporary)


def test_a_user_without_a_home_still_gets_a_folder(monkeypatch, tmp_path):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("COMMONWEAL_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("pathlib.Path.home", homeless)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert cachefolder.cache_folder.__wrapped__() == tmp_path / f"commonweal-{os.getuid()}"
