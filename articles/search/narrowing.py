"""Narrowing a search by topic, source, Land and time; and what there is to narrow it to."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count
from django.http import Http404, QueryDict
from django.utils import timezone

from articles import laender
from articles.editions import YEARS, bounds
from articles.laender import Land
from articles.models import ArticleQuerySet, Source, Topic
from articles.search.ranking import Hits

OFFERED = 8
"""Choices that are offered of each kind."""

PERIODS = {"woche": ("letzte 7 Tage", 7), "monat": ("letzte 30 Tage", 30)}
BEST, NEWEST = "relevanz", "datum"
ORDERS = {BEST: "Beste Treffer", NEWEST: "Neueste zuerst"}


@dataclass(frozen=True)
class Choice:
    """One thing to narrow a search to, or to widen it again by."""

    label: str
    url: str
    number: int | None = None


@dataclass(frozen=True)
class Narrowing:
    """What a search is narrowed to; each part may be absent."""

    text: str
    topic: Topic | None = None
    source: Source | None = None
    land: Land | None = None
    period: str = ""
    order: str = BEST

    def apply(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Those of `articles` that fit. No query."""
        if self.topic:
            articles = articles.of_topic(self.topic)
        if self.source:
            articles = articles.filter(source=self.source)
        if self.land:
            articles = articles.filter(source__ags__startswith=self.land.key)
        if self.period:
            start, end = self._times()
            articles = articles.since(start).before(end)
        return articles

    def _times(self) -> tuple[datetime, datetime]:
        if self.period in PERIODS:
            now = timezone.now()
            return now - timedelta(days=PERIODS[self.period][1]), now + timedelta(days=1)
        year = int(self.period)
        return bounds(date(year, 1, 1))[0], bounds(date(year, 12, 31))[1]

    @property
    def parameters(self) -> dict[str, str]:
        """Names and values of an address or a form."""
        parts = {
            "q": self.text,
            "thema": self.topic.slug if self.topic else "",
            "quelle": self.source.slug if self.source else "",
            "land": self.land.slug if self.land else "",
            "zeit": self.period,
            "sortierung": self.order if self.order != BEST else "",
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return urlencode(self.parameters)

    def but(self, **changes: object) -> str:
        """The address of the same search with one part changed."""
        return f"?{replace(self, **changes).query}"  # type: ignore[arg-type]  # names of this class

    @property
    def chosen(self) -> list[Choice]:
        """What it is narrowed to; each address takes that away again."""
        parts = [
            ("topic", self.topic and self.topic.name),
            ("source", self.source and self.source.name),
            ("land", self.land and self.land.name),
        ]
        choices = [Choice(name, self.but(**{part: None})) for part, name in parts if name]
        if self.period:
            choices.append(Choice(_period_name(self.period), self.but(period="")))
        return choices


@dataclass(frozen=True)
class Offer:
    """Choices of one kind."""

    title: str
    choices: list[Choice] = field(default_factory=list)


def read(parameters: QueryDict, text: str) -> Narrowing:
    """From an address; at most two queries. Raises Http404 for what does not exist."""
    period = parameters.get("zeit", "")
    if period and period not in PERIODS:
        period = _year(period)
    order = parameters.get("sortierung") or BEST
    if order not in ORDERS:
        raise Http404("No such order.")
    return Narrowing(
        text=text,
        topic=_named(lambda slug: Topic.objects.get(slug=slug), parameters.get("thema")),
        source=_named(lambda slug: Source.objects.get(slug=slug), parameters.get("quelle")),
        land=_named(lambda slug: laender.BY_SLUG[slug], parameters.get("land")),
        period=period,
        order=order,
    )


def offers(narrowing: Narrowing, hits: Hits) -> list[Offer]:
    """What the hits could be narrowed to, most of them first. At most two queries.

    Numbers stand there only where all hits are known.
    """
    found = [_periods(narrowing, hits)]
    if not narrowing.topic:
        found.insert(0, _topics(narrowing, hits))
    if not narrowing.source:
        found += _origins(narrowing, hits)
    return [offer for offer in found if offer.choices]


def _topics(narrowing: Narrowing, hits: Hits) -> Offer:
    found = Topic.objects.filter(articles__in=[hit.pk for hit in hits.telling])
    counted = found.annotate(number=Count("articles")).order_by("-number", "slug")
    return Offer(
        "Thema",
        [
            _choice(topic.name, narrowing.but(topic=topic), topic.number, hits)
            for topic in counted[:OFFERED]
        ],
    )


def _origins(narrowing: Narrowing, hits: Hits) -> list[Offer]:
    numbers = hits.sources()
    named = Source.objects.only("name", "slug", "ags").filter(pk__in=numbers)
    sources = {source.pk: source for source in named}
    by_land: Counter[str] = Counter()
    for pk, number in numbers.items():
        by_land[sources[pk].ags[:2]] += number
    lands = [(laender.BY_KEY[key], n) for key, n in by_land.most_common() if key in laender.BY_KEY]
    places = [
        _choice(land.name, narrowing.but(land=land), number, hits)
        for land, number in lands[:OFFERED]
    ]
    names = [
        _choice(sources[pk].name, narrowing.but(source=sources[pk]), number, hits)
        for pk, number in numbers.most_common(OFFERED)
    ]
    return [Offer("Land", [] if narrowing.land else places), Offer("Quelle", names)]


def _periods(narrowing: Narrowing, hits: Hits) -> Offer:
    if narrowing.period:
        return Offer("Zeit")
    choices = [
        Choice(label, narrowing.but(period=period)) for period, (label, _) in PERIODS.items()
    ]
    now = timezone.localdate().year
    known = dict.fromkeys(range(now, now - OFFERED, -1), 0)
    years = hits.years() if hits.is_all else Counter(known)
    choices += [
        _choice(str(year), narrowing.but(period=str(year)), years[year], hits)
        for year in sorted(years, reverse=True)[:OFFERED]
    ]
    return Offer("Zeit", choices if hits.ranked else [])


def _choice(label: str, url: str, number: int, hits: Hits) -> Choice:
    return Choice(label, url, number if hits.is_all else None)


def _period_name(period: str) -> str:
    return PERIODS[period][0] if period in PERIODS else period


def _year(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) == len("2026") and int(text) in YEARS):
        raise Http404("No such time.")
    return text


_Named = TypeVar("_Named")


def _named(find: Callable[[str], _Named], slug: str | None) -> _Named | None:
    if not slug:
        return None
    try:
        return find(slug.replace("\0", ""))
    except (ObjectDoesNotExist, KeyError) as error:
        raise Http404("Nothing has that name.") from error
