"""What every kind of public page costs at a thousand articles and at a million, made from nothing.

CPU time of web worker and database together, without page cache and without plates: with them a
page costs the same at any size, since it is not made at all.
"""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg

from bench import django_side
from bench.client import Line, cpu_of
from bench.pages import ENCODINGS
from bench.report import Row
from bench.servers import Server, gunicorn

REQUESTS = 30
GOAL = 1.25

Curves = dict[str, dict[int, float]]
"""For each page and number of articles its median CPU milliseconds."""


def curves(urls: dict[int, str], rounds: int) -> Curves:
    """Measured on the databases of `urls`, by their number of articles, in turns."""
    with ExitStack() as stack:
        sites = {}
        for size, url in urls.items():
            server = stack.enter_context(
                gunicorn("newsroom.wsgi", DATABASE_URL=url, PAGE_CACHE_MEGABYTES="0")
            )
            sites[size] = (server, django_side.places(url), url)
        found: Curves = {}
        for name in next(iter(sites.values()))[1]:
            costs: dict[int, list[float]] = {size: [] for size in sites}
            for _ in range(rounds):
                for size, (server, places, url) in sites.items():
                    costs[size].append(_cost(server, url, places[name]))
            found[name] = {size: statistics.median(each) for size, each in costs.items()}
        return found


def rows(found: Curves) -> Iterator[Row]:
    for name, costs in found.items():
        small, large = min(costs), max(costs)
        note = ", ".join(f"{size:,}: {cost:.2f} ms" for size, cost in costs.items())
        label = f"{name}: {large:,} against {small:,}"
        yield Row(label, costs[large] / costs[small], "times", at_most=GOAL, note=note)


def _cost(server: Server, url: str, path: str) -> float:
    """CPU milliseconds of one request, of the web worker and of its database connections."""
    line = Line(server.port, path, ENCODINGS)
    for _ in range(3):
        line.ask()
    processes = server.processes + _backends(url)
    cpu = cpu_of(processes)
    for _ in range(REQUESTS):
        line.ask()
    cost = (cpu_of(processes) - cpu) * 1000 / REQUESTS
    line.close()
    return cost


def _backends(url: str) -> tuple[int, ...]:
    """PostgreSQL's processes behind the connections of that database, but for this question's."""
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    with psycopg.connect(url) as connection:
        return tuple(row[0] for row in connection.execute(asked).fetchall())
