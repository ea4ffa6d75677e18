"""No page of a former address is kept: it leads on, or not, as its article now stands."""

from articles.models import Article, FormerAddress
from tests.web.conftest import HOST


def test_no_answer_of_before_is_kept(client, write):
    article = write()
    assert client.get("/archiv/alt/", headers=HOST).status_code == 404

    FormerAddress.objects.create(path="/archiv/alt", article=article)
    assert client.get("/archiv/alt/", headers=HOST).status_code == 301

    Article.objects.filter(pk=article.pk).update(state=Article.State.WITHDRAWN)
    assert client.get("/archiv/alt/", headers=HOST).status_code == 404
