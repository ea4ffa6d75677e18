"""Pictures of articles, in the sizes that pages ask for."""

import logging
import re
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.models import Picture
from articles.pictures import storage

logger = logging.getLogger("articles")
_NAME = re.compile(r"([0-9a-f]{32})/[0-9]{1,5}w\.(?:avif|webp)")


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """One size of a published article's picture; editors see the others' too. One query.

    503 while the storage cannot be read.
    """
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
    except Exception as error:  # noqa: BLE001 - each storage raises its own
        logger.warning("A picture cannot be read: %s", type(error).__name__)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse(status=status, headers={"Retry-After": "30"}, content_type="text/plain")
    response = HttpResponse(content, content_type=f"image/{name.rpartition('.')[2]}")
    patch_cache_control(response, public=True)
    return response


def _is_editor(request: HttpRequest) -> bool:
    return request.user.has_perm("articles.view_article")
