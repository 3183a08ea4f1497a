"""How figures are said."""

from __future__ import annotations

import pytest

from autograder.reports.wording import span


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (10, "1 min"),
        (40 * 60, "40 min"),
        (59.6 * 60, "1 h"),
        (3 * 3600 + 60, "3 h 1 min"),
        (86400, "1 day"),
        (86400 + 59, "1 day"),
        (86400 + 120, "1 day"),
        (2 * 86400 + 3 * 3600 + 60, "2 days 3 h"),
    ],
)
def test_a_span_of_time_is_said_by_its_largest_unit_and_the_next(seconds: float, said: str):
    assert span(seconds) == said
