"""Of two clicks on the button that logs in, the second is answered like the first.

Browsers drop the answer to the first, and with it the cookie of the new session. The code is spent,
and the session that began the login has ended: without this the second click finds neither.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from accounts.sessions import SessionStore

SECONDS = 10
CODE_MAX_LENGTH = 100
"""Longer ones are never right."""


def answered_alike(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view that logs in by the posted `code`, once for each code.

    Forms of one session are answered one after the other: its row is locked. Whoever sends the same
    code from the same session again, within `SECONDS`, gets the session that the code has opened.
    Three queries more for a posted code, and one more for a right one.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        begun, code = request.session.session_key, request.POST.get("code", "")
        if not begun or not 0 < len(code) <= CODE_MAX_LENGTH:
            return view(request, *args, **kwargs)
        name = f"second-click:{sha256(f'{begun}:{code}'.encode()).hexdigest()}"
        with transaction.atomic():
            Session.objects.select_for_update().filter(pk=begun).first()
            if first := cache.get(name):
                return _answer(request, **first)
            response = view(request, *args, **kwargs)
            if response.status_code == HTTPStatus.FOUND and request.user.is_authenticated:
                request.session.save()
                first = {"session": request.session.session_key, "to": response.headers["Location"]}
                cache.set(name, first, SECONDS)
        return response

    return answered


def _answer(request: HttpRequest, session: str, to: str) -> HttpResponse:
    request.session = SessionStore(session)
    request.session.modified = True  # sends its cookie
    return redirect(to)
