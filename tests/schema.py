"""What a database consists of, by name: tables, columns, constraints, indexes, triggers, functions.

`held()` reads the database; `said()` reads one that has been made from the models alone.
"""

import re

from django.apps import apps
from django.db import connection

SCHEMA = "said_by_models"
POSTGRESQL = """
WITH relation AS (
    SELECT oid, relname AS name, relkind AS kind, reloptions AS options
    FROM pg_class WHERE relnamespace = %(schema)s::regnamespace
)
SELECT 'relation ' || name, concat(kind, ' ', options)
FROM relation WHERE kind NOT IN ('i', 'I')
UNION ALL
SELECT 'column ' || name || '.' || attname, concat_ws(' ',
    format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, collname,
    pg_get_expr(adbin, adrelid))
FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    LEFT JOIN pg_collation ON pg_collation.oid = attcollation
WHERE kind NOT IN ('i', 'I', 'S')
UNION ALL
SELECT 'constraint ' || name || '.' || conname, pg_get_constraintdef(pg_constraint.oid)
FROM relation JOIN pg_constraint ON conrelid = relation.oid
UNION ALL
SELECT 'index ' || tablename || '.' || indexname, indexdef
FROM pg_indexes WHERE schemaname = %(schema)s
UNION ALL
SELECT 'trigger ' || name || '.' || tgname, pg_get_triggerdef(pg_trigger.oid)
FROM relation JOIN pg_trigger ON tgrelid = relation.oid AND NOT tgisinternal
UNION ALL
SELECT 'function ' || proname, pg_get_function_identity_arguments(oid)
FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
UNION ALL
SELECT 'type ' || typname, typtype::text
FROM pg_type WHERE typnamespace = %(schema)s::regnamespace AND typtype IN ('d', 'e', 'r')
"""


def held():
    """Of this database, for each thing by its name how it is defined."""
    return _of_schema("public") if connection.vendor == "postgresql" else _of_file(connection)


def said():
    """The same of a database made from the models: another schema, or another file."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {SCHEMA}; SET LOCAL search_path TO {SCHEMA}")
        _create_models(connection)
        found = _of_schema(SCHEMA)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL search_path TO public; DROP SCHEMA {SCHEMA} CASCADE")
        return found
    other = connection.copy()
    other.settings_dict["NAME"] = ":memory:"
    try:
        _create_models(other)
        return _of_file(other)
    finally:
        other.close()


def _create_models(database):
    with database.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(database):
                editor.create_model(model)


def _of_schema(schema):
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL, {"schema": schema})
        return {
            name: definition.replace(f"{schema}.", "") for name, definition in cursor.fetchall()
        }


def _of_file(database):
    found = {}
    with database.cursor() as cursor:
        cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        for kind, name, table, sql in cursor.fetchall():
            if name.startswith("sqlite_"):
                continue
            if kind != "table":
                found[f"{kind} {table}.{name}"] = sql
                continue
            found[f"relation {name}"] = sql.partition("(")[0]
            if "VIRTUAL" not in sql:
                for part in _parts(sql):
                    constraint, own_name = re.match(r'(CONSTRAINT )?"?(\w+)', part).groups()
                    of = "constraint" if constraint else "column"
                    found[f"{of} {name}.{own_name}"] = part
    return found


def _parts(sql):
    """Columns and constraints as they stand between the outer brackets of CREATE TABLE."""
    part, depth = "", 0
    for character in sql.partition("(")[2].rpartition(")")[0]:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += character
    yield part.strip()
