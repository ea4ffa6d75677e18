"""PostgreSQL keeps the stems of an article's public words, and finds them by an index."""

from django.db import migrations

ADD = """
ALTER TABLE articles_article ADD COLUMN public_words tsvector GENERATED ALWAYS AS (
    to_tsvector('german', headline || ' ' || subheadline || ' ' || teaser)
) STORED;
CREATE INDEX article_public_words ON articles_article USING gin (public_words);
"""
REMOVE = "ALTER TABLE articles_article DROP COLUMN public_words"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REMOVE)


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_pictures")]
    operations = [migrations.RunPython(add, remove)]
