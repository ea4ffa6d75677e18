"""What the paper prints, what articles were before, what members keep for themselves, and synonyms.

Public is everything but `Body`, which lives in a table of its own, and `Version`.
"""

from articles.models.article import (
    OFFICIAL_KEY,
    SCHEDULED,
    SITEMAP_SIZE,
    TEASER_MAX_LENGTH,
    Article,
    Source,
    Topic,
)
from articles.models.body import Body
from articles.models.former import FormerAddress
from articles.models.index import FullEntry, IndexCheck, PublicEntry, Term
from articles.models.past import Erased, Version
from articles.models.picture import Picture
from articles.models.querysets import ArticleQuerySet
from articles.models.shelf import Follow, Saved, SavedSearch
from articles.models.synonyms import Synonyms
from articles.models.topics import ArticleTopic

__all__ = [
    "OFFICIAL_KEY",
    "SCHEDULED",
    "SITEMAP_SIZE",
    "TEASER_MAX_LENGTH",
    "Article",
    "ArticleQuerySet",
    "ArticleTopic",
    "Body",
    "Erased",
    "Follow",
    "FormerAddress",
    "FullEntry",
    "IndexCheck",
    "Picture",
    "PublicEntry",
    "Saved",
    "SavedSearch",
    "Source",
    "Synonyms",
    "Term",
    "Topic",
    "Version",
]
