"""The WSGI application that gunicorn serves.

Everything is loaded here, once: with `--preload` the workers share it, and the first reader does
not wait for it.
"""

import gc
import os

import django
from django.urls import get_resolver

from newsroom.postgres.patience import bound_all_waits
from web.requests import Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
bound_all_waits()
django.setup(set_prefix=False)
application = Handler()
get_resolver().url_patterns  # noqa: B018 - a property that loads all pages
# gc.freeze() keeps these pages shared after fork.
gc.freeze()
