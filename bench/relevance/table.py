"""The figures, their goals, and the page that shows them (`docs/relevance.md`)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from bench.relevance.queries import Query
from bench.relevance.rules import FIRST, RULES, is_answered, precision
from bench.report import Row

DATABASES = ("PostgreSQL", "SQLite")
PLAIN = "plain"
READERS = ("member", "anonymous")
LEAD = 0.05
ANSWERED = 0.9

Search = Callable[[str, str], list[str]]
"""Ids of the first results for a text and a kind of reader."""

NOTHING = "–"


@dataclass
class Judged:
    """A query, what is relevant to it by each rule, and what each search showed to each reader."""

    query: Query
    wanted: Mapping[str, frozenset[str]]
    shown: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def ask(self, name: str, search: Search) -> None:
        for reader in READERS:
            self.shown[name, reader] = search(self.query.text, reader)

    def value(self, rule: str, name: str, reader: str) -> float | None:
        return precision(self.shown[name, reader], self.wanted[rule])

    def is_answered(self, name: str, reader: str) -> bool:
        return is_answered(self.shown[name, reader], self.wanted["wide"])


def mean(judged: Iterable[Judged], rule: str, name: str, reader: str) -> float:
    """Of the queries to which something is relevant by this rule."""
    values = [value for one in judged if (value := one.value(rule, name, reader)) is not None]
    return fmean(values) if values else 0.0


def leads(part: str, judged: Sequence[Judged], *, goal: float | None = LEAD) -> Iterator[Row]:
    """How far the site is ahead of plain PostgreSQL, for each rule, kind of reader and database."""
    for rule in RULES:
        for reader in READERS:
            plain = mean(judged, rule, PLAIN, reader)
            for name in DATABASES:
                ours = mean(judged, rule, name, reader)
                note = f"{ours:.3f}, plain {plain:.3f}"
                label = f"{part}, {rule}, {reader}, {name}"
                # Rounded: 0.85 is 0.05 more than 0.8, whatever floating point makes of it.
                yield Row(label, round(ours - plain, 6), "lead", at_least=goal, note=note)


def answers(typos: Sequence[Judged]) -> Iterator[Row]:
    for reader in READERS:
        share = {
            name: fmean(one.is_answered(name, reader) for one in typos)
            for name in (*DATABASES, PLAIN)
        }
        for name in DATABASES:
            note = f"of {len(typos)}, plain {share[PLAIN]:.2f}"
            label = f"typing errors, {reader}, {name}"
            yield Row(label, share[name], "answered", at_least=ANSWERED, note=note)


def page(head: str, parts: Mapping[str, Sequence[Judged]], typos: Sequence[Judged]) -> str:
    """All of it as Markdown."""
    together = [one for judged in parts.values() for one in judged]
    everything = dict(parts) | {"together": together}
    how = (
        f"P@{FIRST}: how many of the first {FIRST} results are relevant, of {FIRST} or of as many "
        "papers as are relevant. *plain*: `websearch_to_tsquery('german', …)` of PostgreSQL on the "
        "same texts, with weights A to D, by `ts_rank_cd`. The rules: `bench/relevance/rules.py`."
    )
    legend = (
        f"Each cell: {', '.join(RULES)}. First the numbers of relevant papers; *m* members, *a* "
        f"readers without an account; {NOTHING} where nothing is relevant."
    )
    sections = [
        f"# Relevance of the search's first results\n\n{head}",
        how,
        "## Means",
        *(_means(part, judged) for part, judged in everything.items()),
        "## Typing errors",
        _typos(typos),
        "## Query by query",
        legend,
        *(f"### {part.capitalize()}\n\n{_queries(judged)}" for part, judged in parts.items()),
    ]
    return "\n\n".join(sections) + "\n"


def _means(part: str, judged: Sequence[Judged]) -> str:
    rows = []
    for rule in RULES:
        counted = sum(1 for one in judged if one.wanted[rule])
        for reader in READERS:
            plain = mean(judged, rule, PLAIN, reader)
            ours = [mean(judged, rule, name, reader) for name in DATABASES]
            cells = [f"{value:.3f} ({value - plain:+.3f})" for value in ours]
            rows.append([rule, reader, str(counted), *cells, f"{plain:.3f}"])
    heads = ["rule", "reader", "queries", *(f"{name} (lead)" for name in DATABASES), PLAIN]
    return f"**{part.capitalize()}** ({len(judged)} queries)\n\n{_table(heads, rows)}"


def _queries(judged: Sequence[Judged]) -> str:
    columns = [(name, reader) for name in (*DATABASES, PLAIN) for reader in READERS]
    rows = [
        [
            _code(one.query.text),
            " ".join(str(len(one.wanted[rule])) for rule in RULES),
            *(
                " ".join(_short(one.value(rule, name, reader)) for rule in RULES)
                for name, reader in columns
            ),
        ]
        for one in judged
    ]
    heads = ["query", "relevant", *(f"{name}, {reader[0]}" for name, reader in columns)]
    return _table(heads, rows)


def _typos(typos: Sequence[Judged]) -> str:
    columns = [(name, reader) for name in (*DATABASES, PLAIN) for reader in READERS]
    rows = [
        [
            _code(one.query.text),
            _code(one.query.right),
            *("yes" if one.is_answered(name, reader) else "no" for name, reader in columns),
        ]
        for one in typos
    ]
    total = [
        f"{sum(one.is_answered(name, reader) for one in typos)} of {len(typos)}"
        for name, reader in columns
    ]
    heads = ["typed", "meant", *(f"{name}, {reader[0]}" for name, reader in columns)]
    return _table(heads, [*rows, ["**answered**", "", *total]])


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _short(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f}" if value * 10 % 1 == 0 else f"{value:.2f}"


def _code(text: str) -> str:
    return f"`{text.replace('|', '&#124;')}`"
