"""The models say what the database consists of; what they do not say is named here."""

import re

import pytest
from django.core.management import call_command
from django.db import connection

from tests import schema

TABLES_WITHOUT_MODELS = {
    "django_migrations",  # which migrations have run
    "django_migrations_id_seq",
    "newsroom_cache",  # the shared cache: `createcachetable`
}
# What migrations of Django's own apps call, or type, otherwise than its models would today.
DJANGO = {
    "postgresql": {
        "column auth_group_permissions.id",
        "column django_flatpage_sites.id",
        "constraint django_site.django_site_domain_a2e37b91_uniq",
        "constraint django_site.django_site_domain_key",
        "index django_site.django_site_domain_a2e37b91_uniq",
        "index django_site.django_site_domain_key",
    },
    "sqlite": set(),
}[connection.vendor]
# The index of search on SQLite (articles/migrations/0002_search.py).
SEARCH = {
    "postgresql": set(),
    "sqlite": {"relation articles_publicterms", "relation articles_fullterms"},
}[connection.vendor]
# FTS5 keeps tables of its own, which are named after the one that was created.
TABLES_OF_FTS5 = {
    f"articles_{words}terms_{part}"
    for words in ("full", "public")
    for part in ("config", "content", "data", "docsize", "idx")
}


def unsaid():
    """Names of what the database holds otherwise than the models say, or only one of them knows."""
    held, said = schema.held(), schema.said()
    different = {name for name in held | said if held.get(name) != said.get(name)}
    others = TABLES_WITHOUT_MODELS | TABLES_OF_FTS5
    return {name for name in different if re.split("[ .]", name)[1] not in others}


def test_the_models_say_what_the_database_consists_of(db):
    assert unsaid() == SEARCH | DJANGO


INVISIBLE = [
    ("CREATE INDEX extra ON articles_topic (name)", "index articles_topic.extra"),
    ("DROP INDEX topic_newest", "index articles_articletopic.topic_newest"),
    ("ALTER TABLE articles_articletopic ADD COLUMN extra int", "column articles_articletopic.extra"),
    ("CREATE TABLE extra (id int)", "relation extra"),
    ("CREATE VIEW extra AS SELECT 1 AS one", {
        "postgresql": "relation extra", "sqlite": "view extra.extra",
    }[connection.vendor]),
    *{
        "postgresql": [
            ("CREATE FUNCTION extra() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
             "function extra"),
            (("CREATE TRIGGER extra AFTER UPDATE ON articles_topic"
             " EXECUTE FUNCTION suppress_redundant_updates_trigger()"),
             "trigger articles_topic.extra"),
            ("ALTER TABLE articles_topic ADD CONSTRAINT extra CHECK (id > 0)",
             "constraint articles_topic.extra"),
            ("ALTER TABLE articles_topic DROP CONSTRAINT topic_name_not_blank",
             "constraint articles_topic.topic_name_not_blank"),
            ("ALTER TABLE articles_topic ALTER COLUMN name SET DEFAULT 'Thema'",
             "column articles_topic.name"),
        ],
        "sqlite": [
            ("CREATE TRIGGER extra AFTER UPDATE ON articles_topic BEGIN SELECT 1; END",
             "trigger articles_topic.extra"),
            ("ALTER TABLE articles_source DROP COLUMN url", "column articles_source.url"),
        ],
    }[connection.vendor],
]  # fmt: skip


@pytest.mark.parametrize(("sql", "name"), INVISIBLE, ids=[name for _, name in INVISIBLE])
def test_what_no_model_says_is_found(db, sql, name):
    with connection.cursor() as cursor:
        cursor.execute(sql)

    assert name in unsaid() - SEARCH


def test_the_migrations_say_what_the_models_say(db):
    call_command("makemigrations", check_changes=True, dry_run=True)
