"""The growth curves as a picture: an SVG that needs nothing, in light and dark."""

import math
from html import escape
from pathlib import Path

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 230, 30, 50
LINE = 18
"""Height of a label."""

COLOURS = (
    "#93231d", "#174ea6", "#2e7d32", "#8a5a00", "#6a3d9a", "#00727a", "#b0306a", "#5a564d",
)  # fmt: skip
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1b1a17 }
.axis { stroke: #8a857a; stroke-width: 1 } .grid { stroke: #d8d2c4; stroke-width: 1 }
path { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #ece7dd } .grid { stroke: #3d3a34 } }
"""


def draw(file: Path, curves: dict[str, dict[int, float]]) -> None:
    """CPU milliseconds per page against the number of articles, on a logarithmic scale."""
    sizes = sorted(next(iter(curves.values())))
    highest = max(cost for costs in curves.values() for cost in costs.values())
    top = math.ceil(highest / 10) * 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>CPU time per page at {sizes[0]:,} to {sizes[-1]:,} articles</title>",
        f"<style>{STYLE}</style>",
        f'<text x="{LEFT}" y="18">CPU milliseconds per page, web and database, nothing kept</text>',
    ]
    for value in range(0, top + 1, 10):
        y = _y(value, top)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{value}</text>')
    for size in sizes:
        x = _x(size, sizes)
        parts.append(f'<text x="{x}" y="{HEIGHT - 25}" text-anchor="middle">{size:,}</text>')
    ordered = sorted(curves.items(), key=lambda curve: -curve[1][sizes[-1]])
    places = _apart([_y(costs[sizes[-1]], top) + 4 for _, costs in ordered])
    for number, ((name, costs), place) in enumerate(zip(ordered, places, strict=True)):
        colour = COLOURS[number % len(COLOURS)]
        points = " L".join(f"{_x(size, sizes)},{_y(costs[size], top)}" for size in sizes)
        parts.append(f'<path d="M{points}" stroke="{colour}"/>')
        parts.append(
            f'<text x="{WIDTH - RIGHT + 12}" y="{place}" style="fill:{colour}">{escape(name)}</text>'
        )
    parts.append("</svg>\n")
    file.write_text("\n".join(parts))


def _apart(places: list[float]) -> list[float]:
    """The same places in their order, moved up so far that each has a line of its own."""
    lowest = HEIGHT - BOTTOM + LINE / 4
    for number in reversed(range(len(places))):
        places[number] = min(places[number], lowest)
        lowest = places[number] - LINE
    return places


def _x(size: int, sizes: list[int]) -> float:
    share = math.log(size / sizes[0]) / (math.log(sizes[-1] / sizes[0]) or 1)
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(cost: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - cost / top * (HEIGHT - TOP - BOTTOM), 1)
