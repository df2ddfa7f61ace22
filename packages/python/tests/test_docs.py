"""The code of docs/python.md runs as it is printed there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from conftest import needs

PAGE = Path(__file__).parents[3] / "docs" / "python.md"
BLOCK = re.compile(r"<!-- (file|output of): (\S+)(?: needs: (\S+))? -->\n```\w+\n(.*?)\n```\n", re.DOTALL)
BLOCKS = BLOCK.findall(PAGE.read_text("utf-8"))
TESTS = [(name, module) for kind, name, module, _ in BLOCKS if kind == "file" and name.startswith("test_")]
assert TESTS, "the page shows tests"


@pytest.fixture
def page(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with every file that the page shows."""
    for kind, name, _, text in BLOCKS:
        if kind == "file":
            file = pytester.path / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(text + "\n", "utf-8")
    pytester.makeini("[pytest]\naddopts = --import-mode=append -p no:cacheprovider\npythonpath = .\n")
    return pytester


@pytest.mark.parametrize(("name", "module"), TESTS)
def test_a_test_of_the_page_passes(page, name, module):
    if module:
        needs(module, (3, 11) if module.startswith("alibaba") else (3, 9))
    result = page.runpytest_subprocess(name)
    assert result.ret == 0
    assert result.parseoutcomes().get("passed", 0) >= 1
    assert set(result.parseoutcomes()) <= {"passed", "warnings"}


def test_the_script_runs_without_pytest(page):
    assert page.run(sys.executable, "test_unittest.py").ret == 0


def test_the_report_is_that_of_the_page(page):
    [(name, shown)] = [(name, text) for kind, name, _, text in BLOCKS if kind == "output of"]
    result = page.runpytest_subprocess(name)
    result.assert_outcomes(failed=1)
    printed = "\n".join(result.outlines)
    start = printed.index("account test-signup")
    end = printed.index("\n====", start)
    assert same(printed[start:end]) == same(shown)


def same(text: str) -> str:
    """Without what differs from run to run."""
    for pattern in (r"127\.0\.0\.1:(\d+)", r"account test-signup-(\w+)", r"MerchantBizId=(\w+)"):
        text = re.sub(pattern, lambda found: found[0].replace(found[1], "…"), text)
    return text


def test_every_verb_of_the_page_exists(cloudauth):
    tables = re.findall(r"^\| (`.*?`) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    names = {name for cell in tables for name in re.findall(r"`(\w+)[`(]", cell)}
    marker = {"scenario", "conduct", "unused_ok", "verify"}
    assert len(names) > 20
    assert [name for name in names - marker if not hasattr(cloudauth, name)] == []
