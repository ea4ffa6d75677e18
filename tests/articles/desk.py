"""An editor's hands: the article form as the browser sends it."""

from django.urls import reverse

from articles.models import Body

ADD = "/redaktion/articles/article/add/"
LIST = "/redaktion/articles/article/"
DELETED = f"{LIST}geloescht/"
SECRET = "Im Rathausturm nisten Störche."
"""In the body of `draft`."""


def change_url(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def filled(article, **changes):
    """The form of an article as it now stands, with what the editor changed."""
    moment = article.published_at and article.published_at.astimezone()
    values = {
        "headline": article.headline,
        "subheadline": article.subheadline,
        "teaser": article.teaser,
        "body": Body.objects.get(article=article).html,
        "source": article.source_id,
        "original_url": article.original_url,
        "topics": [topic.pk for topic in article.topics.all()],
        "state": article.state,
        "published_at_0": f"{moment:%d.%m.%Y}" if moment else "",
        "published_at_1": f"{moment:%H:%M:%S}" if moment else "",
        "correction": article.correction,
        "withdrawal_note": article.withdrawal_note,
        "begun_with": article.version,
    }
    if article.open_to_all:
        values["open_to_all"] = "on"
    return values | changes


def errors_of(response):
    return response.context["adminform"].form.errors


def act(client, action, *articles, **data):
    """Choose an action on these articles in the list; what it says."""
    chosen = {"action": action, "_selected_action": [article.pk for article in articles]}
    return client.post(LIST, chosen | data, follow=True)
