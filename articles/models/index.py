"""What search keeps of articles: their terms, and the vocabulary of all terms.

Written by `articles/search/index.py` alone. SQLite keeps the terms of articles in two FTS5 tables
(`articles.search.sqlite`), which no model can show.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from articles.models.article import Article

LONGEST_TERM = 60


class TermsField(models.Field):
    """A `tsvector` of PostgreSQL, written as its text. Its terms are ours, not PostgreSQL's."""

    def db_type(self, connection: Any) -> str:
        return "tsvector"


class OrdinalCharField(models.CharField):
    """Compared by code points on every database, so that a range of values has one beginning."""

    def db_parameters(self, connection: Any) -> Any:
        collation = "C" if connection.vendor == "postgresql" else None
        return super().db_parameters(connection) | {"collation": collation}


class Entry(models.Model):
    """The terms of one article, with their positions and weights."""

    article = models.OneToOneField(
        Article, on_delete=models.DO_NOTHING, primary_key=True, related_name="+"
    )
    terms = TermsField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class PublicEntry(Entry):
    """Of headline, sub-headline and teaser: all that anonymous readers search."""

    class Meta:
        required_db_vendor = "postgresql"
        indexes = [GinIndex(fields=["terms"], name="public_entry_terms")]


class FullEntry(Entry):
    """Of these and the body."""

    class Meta:
        required_db_vendor = "postgresql"
        indexes = [GinIndex(fields=["terms"], name="full_entry_terms")]


class Term(models.Model):
    """A word that stands in published articles: for parts of longer words, and for corrections.

    One row where it stands in public words, another where it stands in any: anonymous readers are
    answered from the first kind alone.
    """

    class Scope(models.IntegerChoices):
        PUBLIC = 1, "öffentliche Wörter"
        ALL = 2, "alle Wörter"

    pk = models.CompositePrimaryKey("scope", "folded")
    scope = models.SmallIntegerField(choices=Scope)
    folded = OrdinalCharField(max_length=LONGEST_TERM)
    ending = OrdinalCharField(max_length=LONGEST_TERM)
    """Its stem from the end: how a word ends is found by its beginning."""
    word = models.CharField(max_length=LONGEST_TERM)
    """The word as the first article wrote it."""

    class Meta:
        indexes = [models.Index(fields=["scope", "ending"], name="term_ending")]

    def __str__(self) -> str:
        return self.word

    @property
    def stem(self) -> str:
        return self.ending[::-1]


class IndexCheck(models.Model):
    """How far `search_index` has come; no row when it has ended."""

    place = models.BigIntegerField(default=0)
    mended = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.place}"

    @classmethod
    def begin(cls) -> tuple[int, int]:
        """The last article that was compared, and how many were mended. At most three queries."""
        run, _ = cls.objects.get_or_create(pk=1)
        return run.place, run.mended

    @classmethod
    def reached(cls, place: int, mended: int) -> None:
        """One query."""
        cls.objects.filter(pk=1).update(place=place, mended=models.F("mended") + mended)
