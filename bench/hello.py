"""The limit: a Django site whose only view gives an answer that is known, and does nothing else.

The answer lies in two files: its content, and its headers as JSON.
"""

import json
import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import re_path

CONTENT = Path(os.environ["HELLO_FILE"]).read_bytes()
HEADERS = json.loads(Path(os.environ["HELLO_FILE"]).with_suffix(".json").read_text())

settings.configure(
    SECRET_KEY="no secret is kept here",  # noqa: S106 - a site without sessions or forms
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
)


def hello(request):
    return HttpResponse(CONTENT, headers=HEADERS)


urlpatterns = [re_path("", hello)]
application = get_wsgi_application()
