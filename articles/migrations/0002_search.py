"""The index of search, which the database keeps itself.

PostgreSQL: a `tsvector` for each article (public words) and for each body (all words), and two
lists of the stems in them. SQLite: two FTS5 tables, whose triggers call functions of
`articles/search/words.py` (`articles.search.sqlite.offer_functions`).

On SQLite, a later migration that makes `articles_article` or `articles_body` anew must drop these
triggers before and create them again after.
"""

from django.db import migrations

# The spelling is that of `articles/search/words.py`: a test compares the two. Functions written as
# expressions are bound to each other when they are created, so that a dump can be restored although
# `pg_restore` empties the search path.
FUNCTIONS = r"""
-- Statement by statement, since an expression that names its text twice computes it twice.
-- German text is folded by hand; the rules of Unicode, for any other, take longer.
CREATE FUNCTION search_fold(given text) RETURNS text
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

CREATE FUNCTION search_vector(given text, weight "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('german', search_fold(given)), weight);

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

-- The year, month and day of an article, so that the index finds the newest.
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
"""
VECTORS = """
ALTER TABLE articles_article ADD COLUMN public_words tsvector GENERATED ALWAYS AS (
    search_public_vector(headline, subheadline, teaser)
    || CASE WHEN published_at IS NULL THEN ''::tsvector ELSE search_times(published_at) END
) STORED;
CREATE INDEX article_public_words ON articles_article USING gin (public_words)
    WITH (gin_pending_list_limit = 1024);

ALTER TABLE articles_body ADD COLUMN all_words tsvector;
-- Bodies of usual length lie in their row as they are: neither written nor read with compression.
ALTER TABLE articles_body SET (toast_tuple_target = 8160);
CREATE INDEX body_all_words ON articles_body USING gin (all_words)
    WITH (gin_pending_list_limit = 1024);

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
"""
# The lists are without duplicates but for those that two writers bring at the same moment: no
# unique index, so nobody waits for anybody. Short stems and numbers are asked for as they are.
STEMS = """
CREATE TABLE articles_{name} (stem text COLLATE "C" NOT NULL);
CREATE INDEX {name}_beginning ON articles_{name} (stem);
CREATE INDEX {name}_end ON articles_{name} (reverse(stem));

CREATE FUNCTION search_note_{name}s() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO articles_{name}
    SELECT stem FROM (
        SELECT DISTINCT unnest(tsvector_to_array({vector})) AS stem FROM fresh OFFSET 0
    ) held
    WHERE stem ~ '^[^@0-9].{{4}}' AND (
        SELECT true FROM articles_{name} known WHERE known.stem = held.stem COLLATE "C" LIMIT 1) IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER search_{name}s_new AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION search_note_{name}s();
CREATE TRIGGER search_{name}s_changed AFTER UPDATE ON {table}
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION search_note_{name}s();
"""
POSTGRESQL = [
    FUNCTIONS,
    VECTORS,
    STEMS.format(name="public_stem", vector="public_words", table="articles_article"),
    STEMS.format(name="stem", vector="all_words", table="articles_body"),
]

FILL_PUBLIC = """
    INSERT INTO articles_public_words (rowid, headline, subheadline, teaser, endings) VALUES (
        new.id, search_stems(new.headline), search_stems(new.subheadline),
        search_stems(new.teaser),
        search_endings(new.headline || ' ' || new.subheadline || ' ' || new.teaser)
    )
"""
FILL_ALL = """
    INSERT INTO articles_all_words (rowid, headline, subheadline, teaser, body, endings)
    SELECT
        a.id, search_stems(a.headline), search_stems(a.subheadline), search_stems(a.teaser),
        search_stems(search_text(b.html)),
        search_endings(
            a.headline || ' ' || a.subheadline || ' ' || a.teaser || ' ' || search_text(b.html)
        )
    FROM articles_article a JOIN articles_body b ON b.article_id = a.id
"""
SQLITE = [
    """CREATE VIRTUAL TABLE articles_public_words USING fts5(
        headline, subheadline, teaser, endings, tokenize='unicode61', prefix='4 5')""",
    """CREATE VIRTUAL TABLE articles_all_words USING fts5(
        headline, subheadline, teaser, body, endings, tokenize='unicode61', prefix='4 5')""",
    f"""CREATE TRIGGER search_article_new AFTER INSERT ON articles_article BEGIN
        {FILL_PUBLIC};
    END""",
    f"""CREATE TRIGGER search_article_changed AFTER UPDATE ON articles_article
    WHEN new.headline IS NOT old.headline OR new.subheadline IS NOT old.subheadline
        OR new.teaser IS NOT old.teaser
    BEGIN
        DELETE FROM articles_public_words WHERE rowid = old.id;
        DELETE FROM articles_all_words WHERE rowid = old.id;
        {FILL_PUBLIC};
        {FILL_ALL} WHERE a.id = new.id;
    END""",
    """CREATE TRIGGER search_article_gone AFTER DELETE ON articles_article BEGIN
        DELETE FROM articles_public_words WHERE rowid = old.id;
    END""",
    f"""CREATE TRIGGER search_body_new AFTER INSERT ON articles_body BEGIN
        {FILL_ALL} WHERE a.id = new.article_id;
    END""",
    f"""CREATE TRIGGER search_body_changed AFTER UPDATE ON articles_body
    WHEN new.html IS NOT old.html BEGIN
        DELETE FROM articles_all_words WHERE rowid = old.article_id;
        {FILL_ALL} WHERE a.id = new.article_id;
    END""",
    """CREATE TRIGGER search_body_gone AFTER DELETE ON articles_body BEGIN
        DELETE FROM articles_all_words WHERE rowid = old.article_id;
    END""",
]


def create(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(create)]
