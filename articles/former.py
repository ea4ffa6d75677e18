"""Addresses of a former service: how they are compared, and which article stands behind one."""

from urllib.parse import unquote, urlsplit

from django.http import HttpRequest

from articles.models import Article, FormerAddress
from articles.models.former import PATH_MAX_LENGTH


def path_of(address: str) -> str:
    """The path of an address and what it asks for, in one spelling; "" where nothing can stand there.

    The host does not count: this site answers in place of the former one.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return _spelled(unquote(parts.path), parts.query)


def article_at(request: HttpRequest) -> Article | None:
    """The published article whose former address this is. One query; none for what is no address.

    Parameters such as those of campaigns are passed over, unless the former service knew them.
    """
    path = _spelled(request.path_info, "")
    if not path:
        return None
    paths = {path, _spelled(request.path_info, request.META.get("QUERY_STRING", "")) or path}
    found = FormerAddress.objects.filter(path__in=paths).select_related("article")
    known = max(found, key=lambda each: len(each.path), default=None)
    return known.article if known and known.article.is_published else None


def _spelled(path: str, query: str) -> str:
    path = path.rstrip("/")
    if not path.startswith("/"):
        return ""
    path = f"{path}?{unquote(query)}" if query else path
    return path if len(path) <= PATH_MAX_LENGTH and path.isprintable() else ""
