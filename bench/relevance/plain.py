"""What one gets without an engine of one's own: PostgreSQL's full-text search as its manual shows it."""

from collections.abc import Iterable

import psycopg

from bench.relevance.rules import FIRST, Paper

_TABLE = """
    CREATE TEMPORARY TABLE plain (
        id text, published_at timestamptz, public tsvector, whole tsvector
    )
"""
_ROW = """
    INSERT INTO plain
    SELECT id, published_at, public, public || setweight(to_tsvector('german', body), 'D')
    FROM (SELECT
        %s::text AS id,
        %s::timestamptz AS published_at,
        setweight(to_tsvector('german', %s), 'A')
            || setweight(to_tsvector('german', %s), 'B')
            || setweight(to_tsvector('german', %s), 'C') AS public,
        %s::text AS body
    ) AS paper
"""
_SEARCH = """
    SELECT id FROM plain, websearch_to_tsquery('german', %s) AS query
    WHERE {vector} @@ query
    ORDER BY ts_rank_cd({vector}, query) DESC, published_at DESC, id
    LIMIT %s
"""
_SEARCHES = {
    "member": _SEARCH.format(vector="whole"),
    "anonymous": _SEARCH.format(vector="public"),
}


class PlainSearch:
    """The papers in a temporary table; members search all of them, others not the bodies."""

    def __init__(self, connection: psycopg.Connection, papers: Iterable[tuple[Paper, str]]) -> None:
        """`papers` with the moments when they were published."""
        self._connection = connection
        connection.execute(_TABLE)
        with connection.cursor() as cursor:
            cursor.executemany(
                _ROW,
                [
                    (p.id, moment, p.headline, p.subheadline, p.teaser, p.body)
                    for p, moment in papers
                ],
            )

    def first(self, text: str, reader: str) -> list[str]:
        rows = self._connection.execute(_SEARCHES[reader], [text, FIRST]).fetchall()
        return [id_ for (id_,) in rows]
