"""What search engines read: schema.org in JSON-LD, made of public fields alone.

The marks for a registration wall follow Google's "subscription and paywalled content" guide:
`isAccessibleForFree` on the article, and the part behind the wall named by its CSS class.
"""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def news_article(article: Article) -> dict[str, Any]:
    """A `NewsArticle`. `article` comes with source, picture and topics loaded; no queries."""
    url = settings.BASE_URL + article.get_absolute_url()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": article.teaser,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": "de",
        "datePublished": article.published_at.isoformat() if article.published_at else None,
        "dateModified": article.changed_at.isoformat(),
        "articleSection": [topic.name for topic in article.topics.all()],
        "author": {"@type": "Organization", "name": article.source.name},
        "publisher": {
            "@type": "Organization",
            "name": settings.SITE_NAME,
            "url": settings.BASE_URL,
        },
        "isAccessibleForFree": article.open_to_all,
    }
    if picture := getattr(article, "picture", None):
        data["image"] = [settings.BASE_URL + picture.largest_url]
    if article.subheadline:
        data["alternativeHeadline"] = article.subheadline
    if article.source.url:
        data["author"]["url"] = article.source.url
    if article.original_url:
        data["isBasedOn"] = article.original_url
    if not article.open_to_all:
        data["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".wall",
        }
    return data


def as_script_content(data: dict[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308 - escaped in the line above
