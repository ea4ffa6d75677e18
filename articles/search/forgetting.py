"""Words that stood in one article alone, and are to be forgotten with it.

PostgreSQL keeps lists of stems beside its index (migration 0002), which only grow: a surname would
stay in them. FTS5 only marks what a deleted row had in its index, until parts of it are merged.
"""

from django.db import connection

from articles.search.sqlite import ALL, PUBLIC

LISTS = {
    "articles_public_stem": ("articles_article", "public_words"),
    "articles_stem": ("articles_body", "all_words"),
}
# Of the article as it stands, and as it ever was.
_STEMS = """
    SELECT unnest(tsvector_to_array(all_words)) FROM articles_body WHERE article_id = %(pk)s
    UNION SELECT unnest(tsvector_to_array(public_words)) FROM articles_article WHERE id = %(pk)s
    UNION SELECT unnest(tsvector_to_array(
        search_public_vector(
            content->>'headline', coalesce(content->>'subheadline', ''), content->>'teaser'
        ) || search_body_vector(content->>'body')
    )) FROM articles_version WHERE article_id = %(pk)s
"""


def lock() -> None:
    """Keep others from writing articles until the transaction ends: their stems must not go."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE articles_article, articles_body IN SHARE ROW EXCLUSIVE MODE")


def stems_of(pk: int) -> list[str]:
    """The stems of an article and its versions; none on SQLite."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, {"pk": pk})
        return [stem for (stem,) in cursor.fetchall() if stem[0].isalpha()]


def forget(stems: list[str]) -> None:
    """Forget what no article has any more, once the article is deleted.

    PostgreSQL: two queries for each stem. SQLite: rewrites the whole index, and nobody else writes
    meanwhile.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for index in (PUBLIC, ALL):
                cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
        return
    with connection.cursor() as cursor:
        for stems_table, (table, words) in LISTS.items():
            for stem in stems:
                # The stem as a constant: the planner must know how common it is.
                cursor.execute(
                    f"DELETE FROM {stems_table} WHERE stem = %(stem)s AND NOT EXISTS ("
                    f"SELECT 1 FROM {table} WHERE {words} @@ %(stem)s::tsquery)",
                    {"stem": stem},
                )
