"""The one question, asked of the function alone: each condition denies by itself."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser

from articles.access import may_read_body


@dataclass
class Reader:
    is_active: bool = True
    is_member: bool = False
    may_view_bodies: bool = False

    def has_perm(self, perm, obj=None):
        return self.may_view_bodies and perm == "articles.view_body"


class ReaderOfUnknownKind:
    """One that says nothing of membership."""

    is_active = True

    def has_perm(self, perm, obj=None):
        return False


@dataclass
class Article:
    is_published: bool = True
    open_to_all: bool = False


MEMBER, EDITOR = Reader(is_member=True), Reader(may_view_bodies=True)


@pytest.mark.parametrize(
    ("reader", "article", "answer"),
    [
        (MEMBER, Article(), True),
        (EDITOR, Article(), True),
        (AnonymousUser(), Article(open_to_all=True), True),
        (AnonymousUser(), Article(), False),
        (Reader(), Article(), False),
        (ReaderOfUnknownKind(), Article(), False),
        (Reader(is_active=False, is_member=True), Article(), False),
        (Reader(is_active=False, may_view_bodies=True), Article(), False),
        (MEMBER, Article(is_published=False), False),
        (EDITOR, Article(is_published=False), False),
        (MEMBER, Article(is_published=False, open_to_all=True), False),
        (Reader(is_member="yes"), Article(), False),
    ],
)
def test_may_read_body(reader, article, answer):
    assert may_read_body(reader, article) is answer
