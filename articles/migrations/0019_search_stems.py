"""PostgreSQL searches for whole stems alone, and knows which stems begin or end like another.

Until here each vector also held its longer stems reversed, and a question asked for beginnings: of
a common word, the index then read every article. Now two lists of stems (of public words, and of
all) say which words to ask for. Each vector also says in which day, month and year its article
appeared, so that the newest are found by the index as well.
"""

from importlib import import_module

from django.db import migrations

# The lists are without duplicates but for those that two writers bring at the same moment: no
# unique index, so nobody waits for anybody. Short stems and numbers are asked for as they are.
NEW = r"""
-- Statement by statement, since an expression that names its text twice is worked out twice.
-- German text is folded by hand, any other by the rules of Unicode, which take longer.
CREATE OR REPLACE FUNCTION search_fold(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF given ~ '[^\x01-\x7FäöüÄÖÜß„“‚‘’»«–…]' THEN
        given := lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g'));
    ELSE
        given := replace(replace(replace(lower(given), 'ä', 'a'), 'ö', 'o'), 'ü', 'u');
    END IF;
    given := replace(replace(replace(given, 'ß', 'ss'), 'ae', 'a'), 'oe', 'o');
    given := regexp_replace(given, '(?<![aeq])ue', 'u', 'g');
    RETURN regexp_replace(given, '[^[:alnum:] ]+', ' ', 'g');
END $$;

CREATE TABLE articles_public_stem (stem text COLLATE "C" NOT NULL);
CREATE TABLE articles_stem (stem text COLLATE "C" NOT NULL);
CREATE INDEX public_stem_beginning ON articles_public_stem (stem);
CREATE INDEX public_stem_end ON articles_public_stem (reverse(stem));
CREATE INDEX stem_beginning ON articles_stem (stem);
CREATE INDEX stem_end ON articles_stem (reverse(stem));

CREATE FUNCTION search_times(moment timestamptz) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(ARRAY[
    '@' || extract(year FROM moment AT TIME ZONE 'UTC')::int::text,
    '@' || (extract(year FROM moment AT TIME ZONE 'UTC') * 100
            + extract(month FROM moment AT TIME ZONE 'UTC'))::int::text,
    '@' || (extract(year FROM moment AT TIME ZONE 'UTC') * 10000
            + extract(month FROM moment AT TIME ZONE 'UTC') * 100
            + extract(day FROM moment AT TIME ZONE 'UTC'))::int::text
]);

ALTER TABLE articles_article DROP COLUMN public_words;
ALTER TABLE articles_article ADD COLUMN public_words tsvector GENERATED ALWAYS AS (
    search_public_vector(headline, subheadline, teaser)
    || CASE WHEN published_at IS NULL THEN ''::tsvector ELSE search_times(published_at) END
) STORED;

DROP TRIGGER search_article_changed ON articles_article;
DROP TRIGGER search_body_written ON articles_body;
DROP FUNCTION search_fill_body, search_refill_body, search_with_endings;

CREATE FUNCTION search_fill_body() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.all_words := search_body_vector(NEW.html)
        || (SELECT public_words FROM articles_article WHERE id = NEW.article_id);
    RETURN NEW;
END $$;
CREATE TRIGGER search_body_written BEFORE INSERT OR UPDATE OF html ON articles_body
    FOR EACH ROW EXECUTE FUNCTION search_fill_body();

CREATE FUNCTION search_refill_body() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE articles_body SET html = html WHERE article_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_article_changed AFTER UPDATE OF headline, subheadline, teaser, published_at
    ON articles_article FOR EACH ROW WHEN (OLD.public_words IS DISTINCT FROM NEW.public_words)
    EXECUTE FUNCTION search_refill_body();

CREATE FUNCTION search_note_public_stems() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO articles_public_stem
    SELECT stem FROM (
        SELECT DISTINCT unnest(tsvector_to_array(public_words)) AS stem FROM fresh OFFSET 0
    ) held
    WHERE stem ~ '^[^@0-9].{4}' AND (
        SELECT true FROM articles_public_stem known WHERE known.stem = held.stem COLLATE "C" LIMIT 1) IS NULL;
    RETURN NULL;
END $$;
CREATE FUNCTION search_note_stems() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO articles_stem
    SELECT stem FROM (
        SELECT DISTINCT unnest(tsvector_to_array(all_words)) AS stem FROM fresh OFFSET 0
    ) held
    WHERE stem ~ '^[^@0-9].{4}' AND (
        SELECT true FROM articles_stem known WHERE known.stem = held.stem COLLATE "C" LIMIT 1) IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER search_public_stems_new AFTER INSERT ON articles_article
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION search_note_public_stems();
CREATE TRIGGER search_public_stems_changed AFTER UPDATE ON articles_article
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION search_note_public_stems();
CREATE TRIGGER search_stems_new AFTER INSERT ON articles_body
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION search_note_stems();
CREATE TRIGGER search_stems_changed AFTER UPDATE ON articles_body
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION search_note_stems();
"""
# What stands already; indexes last, since they are made faster than kept.
FILL = r"""
DROP INDEX IF EXISTS body_all_words;
-- Bodies of usual length lie in their row as they are: neither written nor read with compression.
ALTER TABLE articles_body SET (toast_tuple_target = 8160);
ALTER TABLE articles_body DISABLE TRIGGER search_stems_changed;
UPDATE articles_body SET html = html;
ALTER TABLE articles_body ENABLE TRIGGER search_stems_changed;
INSERT INTO articles_public_stem SELECT word
    FROM ts_stat('SELECT public_words FROM articles_article') WHERE word ~ '^[^@0-9].{4}';
INSERT INTO articles_stem SELECT word
    FROM ts_stat('SELECT all_words FROM articles_body') WHERE word ~ '^[^@0-9].{4}';
CREATE INDEX article_public_words ON articles_article USING gin (public_words)
    WITH (gin_pending_list_limit = 1024);
CREATE INDEX body_all_words ON articles_body USING gin (all_words)
    WITH (gin_pending_list_limit = 1024);
"""
# What stood before, by the texts of 0013.
REMOVE = """
DROP TRIGGER search_public_stems_new ON articles_article;
DROP TRIGGER search_public_stems_changed ON articles_article;
DROP TRIGGER search_stems_new ON articles_body;
DROP TRIGGER search_stems_changed ON articles_body;
DROP TRIGGER search_article_changed ON articles_article;
DROP TRIGGER search_body_written ON articles_body;
ALTER TABLE articles_body RESET (toast_tuple_target);
DROP FUNCTION search_note_public_stems, search_note_stems, search_fill_body, search_refill_body;
ALTER TABLE articles_body DROP COLUMN all_words;
DROP TABLE articles_public_stem, articles_stem;
CREATE FUNCTION search_with_endings(given tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN given || coalesce(
    (SELECT array_to_tsvector(array_agg(DISTINCT '<' || reverse(stem)))
     FROM unnest(tsvector_to_array(given)) AS stem WHERE length(stem) > 5), ''::tsvector);
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (NEW, FILL):
            schema_editor.execute(statement)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        before = import_module("articles.migrations.0013_search_words")
        for statement in (REMOVE, before.PUBLIC, before.ALL, "DROP FUNCTION search_times"):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_published_indexes")]
    operations = [migrations.RunPython(add, remove)]
