"""Who writes articles: by the product's source (`writers`), and by the SQL of the suite (`watch`).

Both know one module that may: `articles/editing/saving.py`. Models say how their rows follow each
other (`articles/models/`), so the question is who called these.
"""

import ast
import re
import sys
import traceback
from pathlib import Path

import pytest
from django.db.backends.signals import connection_created
from django.dispatch import receiver

ROOT = Path(__file__).parents[1]
PACKAGES = ("accounts", "articles", "importing", "newsroom", "outbox", "web")
SAVING = "articles/editing/saving.py"
MODELS = ("articles/models/", "articles/fields.py")
TABLES = (
    "articles_article", "articles_body", "articles_version", "articles_articletopic",
    "articles_picture", "articles_publicentry", "articles_fullentry", "articles_publicterms",
    "articles_fullterms", "articles_term",
)  # fmt: skip

# --- What the source says ---------------------------------------------------------------------

ROWS = {
    "Article", "ArticleTopic", "Body", "FullEntry", "Picture", "PublicEntry", "Term", "Version",
}  # fmt: skip
WRITE = {
    "bulk_create", "bulk_update", "create", "delete", "get_or_create", "save", "save_base", "update",
    "update_or_create",
}  # fmt: skip
WRITE |= {f"a{name}" for name in WRITE}
RELATED = {"add", "aadd", "set", "aset", "remove", "aremove", "clear", "aclear"} | WRITE
WRITING_SQL = re.compile(
    r"\b(INSERT\s+(OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|COPY)\s",
    re.IGNORECASE,
)
INDEX = {f"articles/search/{name}.py" for name in ("forgetting", "index", "postgres", "sqlite")}
"""Write the index of search."""

CHECK = "articles/management/commands/search_index.py"
"""Mends the index. It and `saving` alone may import what writes it."""


def product_files():
    """Path from the root, and source, of each module but migrations."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and name != SAVING:
                yield name, path.read_text()


def writers(name, source):
    """Lines of a module that write articles, or could: `name:line: code`."""
    found = set()
    tree = ast.parse(source)
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.Module):
            rows = _rows_in(scope)
            found |= {node for node in ast.walk(scope) if _writes(node, rows)}
    if name in INDEX:
        return []
    if name != CHECK:
        # A name that is put in may be any table's that the app knows.
        any_table = "articles_article" if name.startswith(("articles/", "newsroom/")) else ""
        nodes = list(ast.walk(tree))
        found |= {node for node in nodes if _is_sql(node, any_table) or _imports_index(node)}
    return sorted(
        f"{name}:{node.lineno}: {' '.join(ast.unparse(node).split())[:80]}" for node in found
    )


def _rows_in(scope):
    """Names of a function's variables that hold rows of the tables, or queries for them."""
    known = set()
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        arguments = scope.args.posonlyargs + scope.args.args + scope.args.kwonlyargs
        known = {one.arg for one in arguments if one.annotation and _has_type(one.annotation)}
    pairs = [pair for node in ast.walk(scope) for pair in _assigned(node)]
    before = None
    while known != before:  # until a round finds no more
        before = set(known)
        for target, value in pairs:
            if _is_row(value, known):
                known |= {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}
    return known


def _assigned(node):
    """Pairs of what a node gives a name to, and from which expression."""
    match node:
        case ast.Assign(targets=targets, value=value):
            return [(target, value) for target in targets]
        case ast.AnnAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
            return [(target, value)] if value else []
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            return [(node.target, node.iter)]
        case ast.withitem(optional_vars=target, context_expr=value) if target:
            return [(target, value)]
    return []


def _has_type(annotation):
    text = ast.unparse(annotation)
    return any(re.search(rf"\b{row}(QuerySet)?\b", text) for row in ROWS)


HANDED_ON = {"cast", "enumerate", "iter", "list", "reversed", "zip"}


def _is_row(value, known):
    """Whether an expression is made from a model or one of the known variables."""
    parts = []
    match value:
        case ast.Name(id=name):
            return name in ROWS | known
        case ast.Attribute(value=inner, attr=name):
            parts = [] if name == "pk" else [ast.Name(name), inner]
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in HANDED_ON:
            parts = arguments
        case ast.Call(func=inner) if _names_model(value):
            return True
        case ast.Call(func=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
            parts = [inner]
        case ast.BinOp(left=left, right=right):
            parts = [left, right]
        case ast.BoolOp(values=values):
            parts = values
        case ast.IfExp(body=body, orelse=orelse):
            parts = [body, orelse]
    return any(_is_row(part, known) for part in parts)


def _names_model(call):
    """`apps.get_model("articles", "Body")` and the like."""
    texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
    return any(str(text).rpartition(".")[2].lower() in {r.lower() for r in ROWS} for text in texts)


def _writes(node, rows):
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    receiver, method = node.func.value, node.func.attr
    if isinstance(receiver, ast.Attribute) and receiver.attr in {"topics", "articletopic_set"}:
        return method in RELATED
    return method in WRITE and _is_row(receiver, rows)


def _is_sql(node, any_table):
    text = node.value if isinstance(node, ast.Constant) else None
    if isinstance(node, ast.JoinedStr):
        text = "".join(
            one.value if isinstance(one, ast.Constant) else any_table for one in node.values
        )
    is_sql = isinstance(text, str) and WRITING_SQL.search(text)
    return bool(is_sql) and any(table in text for table in TABLES)


def _imports_index(node):
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return False
    names = [getattr(node, "module", "") or "", *(one.name for one in node.names)]
    return any(re.search(r"\bsearch\.(forgetting|index)$", name) for name in _absolute(names))


def _absolute(names):
    """`from articles.search import index` names the module in two parts."""
    return [*names, *(f"{names[0]}.{name}" for name in names[1:])]


# --- What the suite does ----------------------------------------------------------------------

WRITTEN = re.compile(
    rf"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|COPY)\s+(?:ONLY\s+)?"
    rf'"?(?:{"|".join(TABLES)})\b',
    re.IGNORECASE,
)
# A deleted account: the database's own ON DELETE, by which nothing of an article's text changes.
FORGOTTEN_ACCOUNT = re.compile(
    r'UPDATE "articles_(article|version)" SET "(created_by|saved_by)_id" = NULL WHERE'
)
violations = []


def watch(execute, sql, params, many, context):
    """Notes each write by product code that `saving` did not begin. Tests may write as they like."""
    if isinstance(sql, str) and WRITTEN.search(sql) and not FORGOTTEN_ACCOUNT.match(sql):
        frames = _project_frames()
        known = {SAVING, CHECK} & set(frames) or INDEX.issuperset(frames)
        if frames and not known:
            stack = "".join(traceback.format_stack(limit=25))
            violations.append(f"{sql[:200]}\n  by {frames[0]}\n{stack}")
    return execute(sql, params, many, context)


def _project_frames():
    """Files of the product on the stack, from the SQL outwards to the first of a test."""
    frames = []
    frame = sys._getframe(2)
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(f"{ROOT}/"):
            name = path.removeprefix(f"{ROOT}/")
            if name.startswith("tests/") or "/migrations/" in name:
                break
            if name.startswith(PACKAGES) and not name.startswith(MODELS):
                frames.append(name)
        frame = frame.f_back
    return frames


@receiver(connection_created)
def _watch_connection(connection, **kwargs):
    """Of every thread."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


@pytest.fixture(autouse=True)
def written_past_saving():
    """What product code wrote beside the save path; a test that leaves any fails."""
    violations.clear()
    yield violations
    assert violations == []
