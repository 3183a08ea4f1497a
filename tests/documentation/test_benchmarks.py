"""What benchmarks say to a wrong argument."""

from __future__ import annotations

from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(BENCHMARKS)
    from arguments import whole_numbers


def test_numbers_come_in_order_and_the_rest_by_default():
    assert whole_numbers("", ["7"], rounds=5, answers=None) == [7, None]


@pytest.mark.parametrize("given", ["x", "0", "-1", "1.5"])
def test_what_is_no_number_ends_with_a_line_that_names_it(given: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        whole_numbers("", ["7", given], kills=1, rounds=5)
    assert ended.value.code == 2
    *_, line = capsys.readouterr().err.splitlines()
    assert given in line
    if given != "-1":  # argparse takes it for an option, or names the argument
        assert "ROUNDS" in line


def test_no_benchmark_reads_its_arguments_without_a_parser():
    texts = {path.name: path.read_text(encoding="utf-8") for path in BENCHMARKS.glob("*.py")}
    assert len(texts) > 15
    assert [name for name, text in texts.items() if "sys.argv" in text and name != "arguments.py"] == []
