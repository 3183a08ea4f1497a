"""The distribution of a class's scores as a small SVG: how many students have which share of the points, full marks
apart.

Colors are those of `page.STYLE`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

WIDTH, HEIGHT = 460, 170  # pixels
TOP, BOTTOM = 22, 40  # margins
TENTHS = 10


def scores_svg(shares: Iterable[float]) -> str:
    """Bars for [0, 10 %), [10 %, 20 %), … and 100 %. shares: of the points, from 0 to 1, at least one."""
    counts = Counter(min(TENTHS, int(share * TENTHS + 1e-9)) for share in shares)
    most = max(counts.values())
    step = WIDTH / (TENTHS + 1)
    base = HEIGHT - BOTTOM
    bars = []
    for tenth in range(TENTHS + 1):
        number = counts[tenth]
        height = (base - TOP) * number / most
        middle, width = step * (tenth + 0.5), step - 4
        name = "100 %" if tenth == TENTHS else f"{tenth * 10}–"
        bars.append(
            f'<rect x="{middle - width / 2:.1f}" y="{base - height:.1f}" width="{width:.1f}" '
            f'height="{height:.1f}" fill="var(--good)"/>'
            f'<text x="{middle:.1f}" y="{base - height - 5:.1f}" text-anchor="middle">{number or ""}</text>'
            f'<text x="{middle:.1f}" y="{base + 15}" text-anchor="middle">{name}</text>'
        )
    told = ", ".join(
        f"{counts[tenth]} with {'all' if tenth == TENTHS else f'{tenth * 10} to {tenth * 10 + 10} %'}"
        for tenth in sorted(counts)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="Students by their share of the points: {told}" font-family="sans-serif" '
        f'font-size="12" fill="var(--ink)"><path d="M0 {base}H{WIDTH}" stroke="var(--line)"/>{"".join(bars)}'
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle">share of the points</text></svg>'
    )
