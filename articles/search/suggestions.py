"""What a half-typed question may mean: topics, sources and headlines. Public words alone."""

from dataclasses import dataclass

from django.db.models import Q

from articles.models import Article, Source, Topic
from articles.search import effort
from articles.search.analysis import words
from articles.search.query import parse
from articles.search.ranking import best, find
from articles.slugs import slug_of

SHORTEST = 2
"""Letters from which on something is suggested."""

MOST = 4
"""Suggestions of each kind."""


@dataclass(frozen=True)
class Suggestion:
    kind: str
    label: str
    url: str


def suggest(text: str) -> list[Suggestion]:
    """At most a dozen, the most general first. Some nine queries, and two for each word."""
    return [*pages(text), *_headlines(text)] if _is_enough(text) else []


def pages(text: str) -> list[Suggestion]:
    """Topics and sources alone. Two queries."""
    return [*_topics(words(text)), *_sources(text)] if _is_enough(text) else []


def _is_enough(text: str) -> bool:
    typed = words(text)
    return bool(typed) and len(typed[-1]) >= SHORTEST


def _topics(typed: list[str]) -> list[Suggestion]:
    found = [topic for topic in Topic.objects.all() if _begins(words(topic.name), typed)]
    return [Suggestion("Thema", topic.name, topic.get_absolute_url()) for topic in found[:MOST]]


def _begins(own: list[str], typed: list[str]) -> bool:
    """Whether each typed word begins a word of a name."""
    return all(any(word.startswith(part) for word in own) for part in typed)


def _sources(text: str) -> list[Suggestion]:
    """By their slug, in which every word of the name stands."""
    found = Source.objects.order_by("name")
    for part in slug_of(text, fallback="").split("-"):
        if not part:
            return []
        found = found.filter(Q(slug__startswith=part) | Q(slug__contains=f"-{part}"))
    return [Suggestion("Quelle", one.name, one.get_absolute_url()) for one in found[:MOST]]


def _headlines(text: str) -> list[Suggestion]:
    question = parse(text)
    if not question:
        return []
    try:
        with effort.bounded():
            hits = find(Article.objects.published(), question, full=False)
    except effort.TooMuchError:
        return []
    pks = best(hits, 1).pks[:MOST]
    articles = Article.objects.published().in_bulk(pks)
    return [
        Suggestion("Artikel", articles[pk].headline, articles[pk].get_absolute_url())
        for pk in pks
        if pk in articles
    ]
