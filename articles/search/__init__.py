"""Search: one interface, two databases (`postgres`, `sqlite`).

Anonymous readers search headline, sub-headline and teaser alone: whatever they can learn from
matches, counts, order, marks or suggestions, they could read anyway. Members search bodies too.
"""

from django.db import connection

from articles.search import postgres, sqlite

backend = postgres if connection.vendor == "postgresql" else sqlite
