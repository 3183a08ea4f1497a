"""The picture of a class's trainings: what is in the band, and how far beyond it the others are drawn."""

from __future__ import annotations

import re

import pytest

from autograder.checks.exhibits import Losses
from autograder.reports.overlay import overlay_svg

BAND = 0.001


def losses(*differences: float, start: float = 1.0) -> Losses:
    expected = tuple(start for _ in differences)
    got = tuple(start + difference for difference in differences)
    return Losses(title="The loss", got=got, expected=expected, band=BAND)


def lines(svg: str) -> list[tuple[list[float], bool]]:
    """The heights of each line's points, from the top, and whether it is dashed."""
    found = re.findall(r'<polyline points="([^"]*)"([^>]*)>', svg)
    return [
        ([float(point.split(",")[1]) for point in points.split()], "dasharray" in look)
        for points, look in found
    ]


def band(svg: str) -> tuple[float, float]:
    top, height = re.search(
        r'<rect x="[^"]*" y="([^"]*)" width="[^"]*" height="([^"]*)" fill="var\(--same', svg
    ).groups()
    return float(top), float(top) + float(height)


def test_each_ten_times_beyond_the_band_is_one_step():
    svg = overlay_svg("The loss", [losses(0, BAND / 2, 10 * BAND, 100 * BAND, -10 * BAND)])
    (((zero, half, ten, hundred, below), is_dashed),) = lines(svg)
    top, bottom = band(svg)
    step = zero - top
    assert is_dashed
    assert bottom - zero == pytest.approx(step, abs=0.2)
    assert zero - half == pytest.approx(step / 2, abs=0.2)
    assert zero - ten == pytest.approx(2 * step, abs=0.2)
    assert zero - hundred == pytest.approx(3 * step, abs=0.2)
    assert below - zero == pytest.approx(2 * step, abs=0.2)
    assert {"+0.001", "+0.01", "+0.1", "−0.1"} <= {*re.findall(r">([^<>]*)</text>", svg)}


def test_who_is_right_is_one_line_whatever_the_losses_are():
    """Hidden weights differ, so that right losses do."""
    right = [losses(0, 0, 0, start=start) for start in (0.5, 1.4, 2.0)]
    svg = overlay_svg("The loss", [*right, losses(0, 3, 9)])
    drawn = lines(svg)
    assert len({tuple(points) for points, is_dashed in drawn if not is_dashed}) == 1
    assert [is_dashed for _, is_dashed in drawn] == [False, False, False, True]
    assert "within (3)" in svg
    assert "beyond (1)" in svg


def test_what_is_far_off_stays_in_the_picture_and_one_epoch_is_a_dot():
    svg = overlay_svg("The loss", [losses(0, 1e308), losses(0, -1e308)])
    assert all(0 <= height <= 220 for points, _ in lines(svg) for height in points)
    assert "<circle" in overlay_svg("The loss", [losses(0)])


def test_where_no_difference_or_another_one_is_allowed_it_is_drawn_too():
    exact = losses(0, 1).model_copy(update={"band": 0.0})
    assert len(lines(overlay_svg("The loss", [exact]))) == 1
    assert "+10 ×</text>" in overlay_svg(
        "The loss", [losses(0, 1), losses(0, 1).model_copy(update={"band": 0.1})]
    )
