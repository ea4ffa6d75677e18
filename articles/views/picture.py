"""Pictures of articles, in the sizes that pages ask for."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Picture
from articles.pictures import storage

_NAME = re.compile(r"([0-9a-f]{32})/[0-9]{1,5}w\.(?:avif|webp)")


@require_safe
@cache_control(public=True)
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """One size of a published article's picture; editors see the others' too. One query."""
    parts = _NAME.fullmatch(name)
    found = (
        parts and Picture.objects.filter(file=f"{parts[1]}.jpg").select_related("article").first()
    )
    if not found or not (found.article.is_published or _is_editor(request)):
        raise Http404("No such picture.")
    try:
        with storage().open(name) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404("No such size.") from error
    return HttpResponse(content, content_type=f"image/{name.rpartition('.')[2]}")


def _is_editor(request: HttpRequest) -> bool:
    return request.user.has_perm("articles.view_article")
