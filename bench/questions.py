"""The other end of `django_side`: runs with Django set up, answers with JSON."""

import json
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles import editions
from articles.archive import Archive
from articles.html import text_of
from articles.models import Article, Body, Source, Topic
from articles.paging import page_of
from articles.records import parse
from bench import asked
from bench.django_side import RARE


def answer(name):
    answers = {
        "places": places,
        "member_cookie": member_cookie,
        "add_member": add_member,
        "add_rare_words": rare,
        "texts": texts,
        "questions_of_public": lambda: asked.questions(full=False),
        "questions_of_all": lambda: asked.questions(full=True),
    }
    print(json.dumps(answers[name]()))


def places():
    article = Article.objects.published().newest_first()[1]
    topic = article.topics.first() or Topic.objects.first()
    source = Source.objects.get(name="Stadt Altenbrück")  # with more than a page at every size
    day = editions.newest_day() - timedelta(days=7)
    middle = Article.objects.order_by("pk")[500].pk // 1000
    return {
        "front page": "/",
        "article": article.get_absolute_url(),
        "topic": topic.get_absolute_url(),
        "topic, later": f"{topic.get_absolute_url()}?ab={page_of(topic.published(), '').next_position}",
        "source": source.get_absolute_url(),
        "edition": editions.address(day),
        "month": f"/archiv/{day.year}/{day.month:02}/",
        "feed": "/feed/",
        "feed of a topic": reverse("topic_feed", args=[topic.slug]),
        "sitemap of articles": reverse("sitemap_articles", args=[middle]),
        "news sitemap": "/sitemap-news.xml",
        "search, common": "/suche/?q=Stadt",
        "search, rare": f"/suche/?q={list(RARE)[1]}",
        "suggestions": "/suche/vorschlaege/?q=klima",
        "imprint": "/impressum/",
    }


def member_cookie():
    client = Client()
    user = User.objects.filter(is_staff=False, emailaddress__verified=True).first()
    client.force_login(user, backend="accounts.backends.MemberBackend")
    key = client.session.session_key
    # As a login does: the list of devices is where session and account are read together.
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key=key)
    # Since the login form, the browser has the cookie of forms too.
    token = get_token(RequestFactory().get("/"))
    return f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={token[:32]}"


def add_member():
    user = User.objects.create_user("mitglied@tagesanzeiger.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def texts():
    bodies = dict(Body.objects.values_list("article", "html"))
    return [
        {
            "number": article.pk,
            "id": article.external_id,
            "published_at": article.published_at.isoformat(),
            "headline": article.headline,
            "subheadline": article.subheadline,
            "teaser": article.teaser,
            "body": text_of(bodies.get(article.pk, "")),
        }
        for article in Article.objects.published()
    ]


def rare():
    first, newest = editions.life()
    lines = []
    for word, number in RARE.items():
        for index in range(number):
            day = newest - (newest - first) * index / number - timedelta(days=1)
            moment = timezone.make_aware(datetime.combine(day, time(12)))
            line = {
                "id": f"bench-{word}-{index}",
                "headline": f"Wanderung {index + 1} am {word}",
                "teaser": "Die Stadt lädt ein.",
                "body": f"<p>Der {word} liegt am Weg.</p>",
                "source": {"name": "Stadt Altenbrück"},
                "published_at": moment.isoformat(),
            }
            lines.append(parse(json.dumps(line).encode()))
    archive = Archive()
    for start in range(0, len(lines), 100):
        archive.store(lines[start : start + 100])
    return len(lines)
