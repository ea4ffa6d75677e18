"""Whatever writes an article, its body, topics, picture, versions or index goes through `saving`."""

import pytest
from django.db import connection

from articles.editing import saving
from articles.models import Article, Body, Topic, Version
from tests import save_path
from tests.articles.desk import LIST


def test_no_other_module_of_the_product_writes():
    files = dict(save_path.product_files())

    assert len(files) > 100
    assert [line for name in files for line in save_path.writers(name, files[name])] == []


PLANTED = [
    "def f(article: Article):\n    article.save()",
    "def f(articles: 'QuerySet[Article]'):\n    articles.update(state='draft')",
    "def f(pk):\n    article = Article.objects.get(pk=pk)\n    article.state = 'draft'\n    article.save()",
    "def f(pk):\n    for body in Body.objects.filter(pk=pk):\n        body.delete()",
    "def f(pk):\n    if one := Version.objects.filter(pk=pk).first():\n        one.delete()",
    "def f(rows):\n    models.Article.objects.bulk_create(rows)",
    "def f(rows):\n    Body.objects.bulk_update(rows, ['html'])",
    "def f(article):\n    article.topics.set([])",
    "def f(article):\n    article.topics.add(1)",
    "def f(article):\n    Body.objects.update_or_create(article=article)",
    "def f():\n    later = Version.objects.filter(pk=1)\n    older = later.exclude(pk=2)\n    older.delete()",
    "async def f():\n    await Article.objects.filter(pk=1).aupdate(state='draft')",
    "def f():\n    model = apps.get_model('articles', 'Article')\n    model.objects.update(state='draft')",
    "def f(cursor):\n    cursor.execute('UPDATE articles_article SET state = 1')",
    "def f(cursor, table):\n    cursor.execute(f'DELETE FROM {table}')",
    "SQL = '''INSERT INTO articles_body (html) VALUES (1)'''",
    "SQL = 'insert or ignore into articles_fullterms (rowid) values (1)'",
    "with_lambda = lambda: Article.objects.all().delete()",
    "from articles.search import forgetting",
    "from articles.search.forgetting import forget",
    "import articles.search.forgetting",
    "from articles.search import index",
    "def f():\n    Term.objects.all().delete()",
]  # fmt: skip


@pytest.mark.parametrize("source", PLANTED)
def test_a_writer_is_found_in_the_source(source):
    assert len(save_path.writers("articles/planted.py", source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def f(topic: Topic):\n    topic.save()",
        "def f(names):\n    names.update(Article.objects.values_list('pk', flat=True))",
        "def f(cursor):\n    cursor.execute('SELECT * FROM articles_article')",
        "def f(article: Article):\n    found = set()\n    found.add(article)",
        "def f(article: Article, html):\n    saving.put(article, {'body': html})",
    ],
)
def test_what_writes_no_article_is_not(source):
    assert save_path.writers("articles/planted.py", source) == []


@pytest.fixture
def as_product():
    """Runs code as if it stood in a module of the product."""

    def as_product(source, **names):
        path = f"{save_path.ROOT}/articles/planted.py"
        names |= {"Article": Article, "Body": Body, "Version": Version, "connection": connection}
        exec(compile(source, path, "exec"), names)  # noqa: S102 - of this file

    return as_product


@pytest.mark.parametrize(
    "source",
    [
        "article.save()",
        "Article.objects.update(state='draft')",
        "article.topics.set([])",
        "Body.objects.all().delete()",
        "Version.objects.create(article_id=1, number=1, headline='x', content={})",
        "connection.cursor().execute('UPDATE articles_body SET html = %s', ['x'])",
        "connection.cursor().execute('DELETE FROM articles_articletopic')",
    ],
)
def test_a_writer_is_found_while_it_runs(as_product, write, written_past_saving, source):
    article = write()
    assert written_past_saving == []

    as_product(source, article=article)

    assert written_past_saving != []
    assert "  by articles/planted.py" in written_past_saving[0]
    written_past_saving.clear()


def test_who_calls_saving_is_no_writer(as_product, write, written_past_saving):
    called = (
        "with saving.changing(article.pk, by=None) as mine: saving.put(mine, {'body': '<p>x</p>'})"
    )

    as_product(called, article=write(), saving=saving)

    assert Body.objects.get().html == "<p>x</p>"
    assert written_past_saving == []


@pytest.mark.parametrize("in_bulk", [True, False])
def test_a_topic_that_is_deleted_in_the_newsroom_goes_by_the_same_path(
    log_in, cora, write, climate, in_bulk
):
    article, place = write(), LIST.replace("/article/", "/topic/")
    chosen = {"action": "delete_selected", "_selected_action": [climate.pk], "post": "yes"}

    desk = log_in(cora)
    desk.post(place, chosen) if in_bulk else desk.post(f"{place}{climate.pk}/delete/", chosen)

    assert not Topic.objects.exists()
    assert list(article.topics.all()) == []
