"""What a member follows and has saved. Nobody else sees it, and nothing is counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from articles.models import Article, ArticleQuerySet, ArticleTopic, Follow, Saved, Source, Topic

Member = Any
"""An account; this app knows none but by `settings.AUTH_USER_MODEL`."""

Subject = Topic | Source

NOT_PUBLIC = "(nicht mehr veröffentlicht)"


# Asked for each member's page, and so written out: Django would need longer to put them together than
# the database to answer.
_HAS_SAVED = "SELECT 1 FROM articles_saved WHERE member_id = %s AND article_id = %s"
_FOLLOWS_TOPIC = """SELECT 1 FROM articles_follow follow
    JOIN articles_topic topic ON topic.id = follow.topic_id
    WHERE follow.member_id = %s AND topic.slug = %s"""
_FOLLOWS_SOURCE = """SELECT 1 FROM articles_follow follow
    JOIN articles_source source ON source.id = follow.source_id
    WHERE follow.member_id = %s AND source.slug = %s"""


@dataclass(frozen=True)
class Choice:
    """What a member follows."""

    topics: list[Topic]
    sources: list[Source]

    def __bool__(self) -> bool:
        return bool(self.topics or self.sources)


def choice_of(member: Member) -> Choice:
    """One query."""
    follows = member.follows.select_related("topic", "source")
    topics = [follow.topic for follow in follows if follow.topic]
    sources = [follow.source for follow in follows if follow.source]
    return Choice(
        sorted(topics, key=lambda topic: topic.name.casefold()),
        sorted(sources, key=lambda source: source.name.casefold()),
    )


def edition_of(choice: Choice) -> ArticleQuerySet:
    """All that belongs to what a member follows."""
    topics = ArticleTopic.objects.filter(topic__in=choice.topics)
    return Article.objects.published().filter(
        Q(source__in=choice.sources) | Q(pk__in=topics.values("article"))
    )


def follows(member: Member, kind: type[Subject], slug: str) -> bool:
    """Whether the member follows the topic or source of that slug; one query."""
    return _exists(_FOLLOWS_TOPIC if kind is Topic else _FOLLOWS_SOURCE, member.pk, slug)


def follow(member: Member, subject: Subject) -> None:
    """Following twice is following once; the database settles two at the same time."""
    Follow.objects.get_or_create(member=member, **_named(subject))


def unfollow(member: Member, subject: Subject) -> None:
    Follow.objects.filter(member=member, **_named(subject)).delete()


def choose(member: Member, topics: Iterable[Topic], sources: Iterable[Source]) -> None:
    """Follow exactly these."""
    with transaction.atomic():
        gone = Follow.objects.filter(member=member)
        gone.exclude(topic__in=topics).exclude(source__in=sources).delete()
        chosen: list[Subject] = [*topics, *sources]
        for subject in chosen:
            follow(member, subject)


def saved_by(member: Member) -> QuerySet[Saved]:
    """What can still be read, the last saved first."""
    published = Article.objects.published()
    return Saved.objects.filter(member=member, article__in=published).order_by("-pk")


def has_saved(member: Member, pk: int) -> bool:
    """Whether the member saved the article of that number; one query."""
    return _exists(_HAS_SAVED, member.pk, pk)


def save(member: Member, article: Article) -> None:
    """Saving twice is saving once."""
    Saved.objects.get_or_create(member=member, article=article)


def unsave(member: Member, article: Article) -> None:
    Saved.objects.filter(member=member, article=article).delete()


def export(member: Member) -> dict[str, Any]:
    """The member's own data under German names, times in ISO 8601. Two queries."""
    follows = member.follows.select_related("topic", "source").order_by("pk")
    public = Article.objects.published().filter(pk=OuterRef("article"))
    saved = member.saved.annotate(headline=Subquery(public.values("headline"))).order_by("pk")
    return {
        "gefolgt": [
            {
                "thema" if row.topic else "quelle": str(row.topic or row.source),
                "seit": timezone.localtime(row.since).isoformat(),
            }
            for row in follows
        ],
        "gemerkt": [
            {
                "artikel": row.headline or NOT_PUBLIC,
                "gemerkt_am": timezone.localtime(row.saved_at).isoformat(),
            }
            for row in saved
        ],
    }


def _exists(sql: str, *parameters: int | str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone() is not None


def _named(subject: Subject) -> dict[str, Any]:
    return {"topic" if isinstance(subject, Topic) else "source": subject}
