"""What search engines read: schema.org in JSON-LD, made of public fields alone.

The marks for a registration wall follow Google's "subscription and paywalled content" guide:
`isAccessibleForFree` on the article, and the part behind the wall named by its CSS class.
"""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def of_article(article: Article, card_url: str) -> dict[str, Any]:
    """The article, and where it stands. `article` as `news_article` wants it; no queries."""
    return _graph(news_article(article, card_url), breadcrumbs(article))


def of_paper() -> dict[str, Any]:
    """The paper itself and its search, for the front page."""
    site = {
        "@type": "WebSite",
        "@id": f"{settings.BASE_URL}/#website",
        "name": settings.SITE_NAME,
        "url": f"{settings.BASE_URL}/",
        "inLanguage": "de",
        "publisher": {"@id": f"{settings.BASE_URL}/#publisher"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.BASE_URL}{reverse('search')}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }
    return _graph(publisher(), site)


def publisher() -> dict[str, Any]:
    """Who publishes the paper."""
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{settings.BASE_URL}/#publisher",
        "name": settings.SITE_NAME,
        "url": f"{settings.BASE_URL}/",
        "logo": {"@type": "ImageObject", "url": settings.BASE_URL + static("icons/icon.svg")},
        "parentOrganization": {"@type": "Organization", "name": settings.ACCOUNT_NAME},
    }


def breadcrumbs(article: Article) -> dict[str, Any]:
    """The paper, the article's first topic, the article."""
    places = [(settings.SITE_NAME, "/")]
    places += [(topic.name, topic.get_absolute_url()) for topic in article.topics.all()[:1]]
    places.append((article.headline, article.get_absolute_url()))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": name,
                "item": settings.BASE_URL + place,
            }
            for number, (name, place) in enumerate(places, start=1)
        ],
    }


def news_article(article: Article, card_url: str) -> dict[str, Any]:
    """A `NewsArticle`. `article` comes with source, picture and topics loaded; no queries.

    `card_url` is the address of its card (`cards.address`), without the host.
    """
    url = settings.BASE_URL + article.get_absolute_url()
    data: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": article.teaser,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": "de",
        "datePublished": _iso(article.published_at),
        "dateModified": _iso(article.renewed_at),
        "articleSection": [topic.name for topic in article.topics.all()],
        "author": {"@type": "Organization", "name": article.source.name},
        "publisher": publisher(),
        "isAccessibleForFree": article.open_to_all,
        "image": [settings.BASE_URL + card_url],
    }
    if picture := getattr(article, "picture", None):
        data["image"].insert(0, settings.BASE_URL + picture.largest_url)
    if article.subheadline:
        data["alternativeHeadline"] = article.subheadline
    if article.source.url:
        data["author"]["url"] = article.source.url
    if article.original_url:
        data["isBasedOn"] = article.original_url
    if article.correction:
        data["correction"] = article.correction
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


def _graph(*things: dict[str, Any]) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@graph": list(things)}


def _iso(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None
