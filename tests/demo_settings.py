"""The site's settings for a demo beside other tests: its static files lie apart, uncompressed.

`make run` collects static files anew, which takes them away for a moment from whoever serves them.
"""

import os
from pathlib import Path

from newsroom.settings import *  # noqa: F403 - all but what follows
from newsroom.settings import STORAGES

STATIC_ROOT = Path(os.environ["DEMO_STATIC_ROOT"])
STORAGES = STORAGES | {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    }
}
