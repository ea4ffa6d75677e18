"""PostgreSQL lists a topic's articles by their moment, without a look at all the others.

The table between articles and topics carries the moment (none for what is not published), kept by
triggers; SQLite, which holds smaller papers, goes without.
"""

from django.db import migrations

ADD = """
ALTER TABLE articles_article_topics ADD COLUMN published_at timestamptz;
UPDATE articles_article_topics SET published_at = a.published_at
    FROM articles_article a WHERE a.id = article_id AND a.state = 'published';
CREATE INDEX topic_newest
    ON articles_article_topics (topic_id, published_at DESC, article_id DESC);
CREATE FUNCTION topic_moment() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    -- By number alone: on a table without statistics, a condition on the state tempts the planner
    -- to an index of all published articles.
    NEW.published_at := (SELECT CASE WHEN state = 'published' THEN published_at END
                         FROM articles_article WHERE id = NEW.article_id);
    RETURN NEW;
END $$;
CREATE TRIGGER topic_chosen BEFORE INSERT OR UPDATE OF article_id ON articles_article_topics
    FOR EACH ROW EXECUTE FUNCTION topic_moment();
CREATE FUNCTION topic_moment_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE articles_article_topics
        SET published_at = CASE WHEN NEW.state = 'published' THEN NEW.published_at END
        WHERE article_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER topic_article_moved AFTER UPDATE OF state, published_at ON articles_article
    FOR EACH ROW
    WHEN ((OLD.state, OLD.published_at) IS DISTINCT FROM (NEW.state, NEW.published_at))
    EXECUTE FUNCTION topic_moment_changed();
"""
REMOVE = """
DROP TRIGGER topic_article_moved ON articles_article;
DROP TRIGGER topic_chosen ON articles_article_topics;
DROP FUNCTION topic_moment, topic_moment_changed;
ALTER TABLE articles_article_topics DROP COLUMN published_at;
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REMOVE)


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_order_by_slug")]
    operations = [migrations.RunPython(add, remove)]
