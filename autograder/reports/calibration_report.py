"""What `autograder calibrate` shows: a table for people, figures for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import torch
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from autograder.audit.calibration import SUPPORTED, Calibration, TestRecord
from autograder.checks.values import TOLERANCES

DTYPES = {"float64": torch.float64, "float32": torch.float32}


def show(calibration: Calibration, console: Console) -> None:
    """A row for each test, and a line for each of the first failures."""
    table = Table(
        "test",
        Column("runs", justify="right"),
        Column("failed", justify="right"),
        Column("at most", justify="right"),
        Column("float64", justify="right"),
        Column("float32", justify="right"),
        Column("failed in float32", justify="right"),
        Column("bug", justify="right"),
    )
    for record in calibration.records.values():
        table.add_row(
            Text(record.name),
            str(record.runs),
            str(record.failed),
            f"{record.at_most:.2%}",
            *(_rounding(record, dtype) for dtype in DTYPES),
            str(record.failed_in_float32),
            f"{record.smallest_mistake:.0e}" if record.smallest_mistake else "-",
        )
    console.print(table)
    for record in calibration.records.values():
        for example in record.examples:
            console.print(Text(f"{record.name} failed {example}"), soft_wrap=True)
    for failure in calibration.failures:
        console.print(Text(f"not graded: {failure}"), soft_wrap=True)
    failed = sum(record.failed for record in calibration.records.values())
    console.print(
        Text(
            f"{calibration.name}: {len(calibration.answers)} right answers graded {len(calibration.trials)} times; "
            + (f"{failed} tests failed one" if failed else "no test failed one")
        ),
        soft_wrap=True,
    )
    console.print(
        Text(
            "at most: the chance to fail a right answer, as a 95 % bound. float64, float32: the largest difference "
            "that was taken for rounding, and how much of the tolerance it is. bug: the smallest difference for which "
            f"it failed one of {len(calibration.bugs)} wrong answers."
        ),
        soft_wrap=True,
    )


def _rounding(record: TestRecord, dtype: str) -> str:
    if not record.rounding.get(dtype):
        return "-"
    return f"{record.rounding[dtype]:.0e} ({record.rounding[dtype] / TOLERANCES[DTYPES[dtype]]:.1%})"


def as_json(calibrations: Sequence[Calibration]) -> str:
    """All figures, with the tolerance that each dtype's rounding supports: so many times the largest one seen."""
    found: dict[str, Any] = {
        "torch": torch.__version__,
        "supported": f"{SUPPORTED} times the largest difference seen",
        "assignments": {
            each.name: {
                "trials": len(each.trials),
                "not graded": each.failures,
                "tests": [
                    {
                        **asdict(record),
                        "at_most": record.at_most,
                        "supports": {dtype: record.supports(dtype) for dtype in DTYPES},
                        "tolerance": {dtype: TOLERANCES[kind] for dtype, kind in DTYPES.items()},
                    }
                    for record in each.records.values()
                ],
            }
            for each in calibrations
        },
    }
    return json.dumps(found, indent=2) + "\n"
