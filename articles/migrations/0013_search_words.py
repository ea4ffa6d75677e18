"""PostgreSQL keeps the words of articles and bodies in one spelling, for search.

The spelling is that of `articles/search/words.py`, in SQL: a test compares the two.
"""

from django.db import migrations

# Written as expressions, the functions are bound to each other when they are created: a dump can be
# restored although `pg_restore` empties the search path.
FUNCTIONS = r"""
CREATE FUNCTION search_fold(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(
    regexp_replace(
        replace(replace(replace(
            lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g')),
            'ß', 'ss'), 'ae', 'a'), 'oe', 'o'),
        '(?<![aeq])ue', 'u', 'g'),
    '[^[:alnum:]]+', ' ', 'g');
CREATE FUNCTION search_vector(given text, weight "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('german', search_fold(given)), weight);
CREATE FUNCTION search_with_endings(given tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN given || coalesce(
    (SELECT array_to_tsvector(array_agg(DISTINCT '<' || reverse(stem)))
     FROM unnest(tsvector_to_array(given)) AS stem WHERE length(stem) > 5), ''::tsvector);
CREATE FUNCTION search_public_vector(headline text, subheadline text, teaser text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN search_vector(headline, 'A') || search_vector(subheadline, 'B')
    || search_vector(teaser, 'C');
CREATE FUNCTION search_body_vector(html text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN search_vector(
    regexp_replace(
        regexp_replace(left(html, 200000), '</?(a|em|strong|sub|sup)( [^>]*)?>', '', 'g'),
        '<[^>]*>|&[a-zA-Z0-9#]+;', ' ', 'g'), 'D');
"""
PUBLIC = """
ALTER TABLE articles_article DROP COLUMN public_words;
ALTER TABLE articles_article ADD COLUMN public_words tsvector GENERATED ALWAYS AS (
    search_with_endings(search_public_vector(headline, subheadline, teaser))
) STORED;
CREATE INDEX article_public_words ON articles_article USING gin (public_words);
"""
ALL = """
ALTER TABLE articles_body ADD COLUMN all_words tsvector;
CREATE FUNCTION search_fill_body() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.all_words := search_with_endings(
        (SELECT search_public_vector(headline, subheadline, teaser)
         FROM articles_article WHERE id = NEW.article_id) || search_body_vector(NEW.html));
    RETURN NEW;
END $$;
CREATE TRIGGER search_body_written BEFORE INSERT OR UPDATE OF html ON articles_body
    FOR EACH ROW EXECUTE FUNCTION search_fill_body();
CREATE FUNCTION search_refill_body() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE articles_body SET html = html WHERE article_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_article_changed AFTER UPDATE OF headline, subheadline, teaser
    ON articles_article FOR EACH ROW
    WHEN ((OLD.headline, OLD.subheadline, OLD.teaser)
          IS DISTINCT FROM (NEW.headline, NEW.subheadline, NEW.teaser))
    EXECUTE FUNCTION search_refill_body();
UPDATE articles_body SET html = html;
CREATE INDEX body_all_words ON articles_body USING gin (all_words);
"""
REMOVE = """
DROP TRIGGER search_article_changed ON articles_article;
DROP TRIGGER search_body_written ON articles_body;
ALTER TABLE articles_body DROP COLUMN all_words;
ALTER TABLE articles_article DROP COLUMN public_words;
DROP FUNCTION search_refill_body, search_fill_body, search_body_vector, search_public_vector,
    search_with_endings, search_vector, search_fold;
ALTER TABLE articles_article ADD COLUMN public_words tsvector GENERATED ALWAYS AS (
    to_tsvector('german', headline || ' ' || subheadline || ' ' || teaser)
) STORED;
CREATE INDEX article_public_words ON articles_article USING gin (public_words);
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (FUNCTIONS, PUBLIC, ALL):
            schema_editor.execute(statement)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REMOVE)


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_list_indexes")]
    operations = [migrations.RunPython(add, remove)]
