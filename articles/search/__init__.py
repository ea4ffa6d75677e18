"""Search. Anonymous readers search headline, sub-headline and teaser, and names of sources and topics:
whatever they can learn from matches, counts, order, marks or corrections, they could read anyway.
Members search bodies too.

`analysis` makes terms of text, `index` keeps them, `query` reads what was asked, `matching` tells it to
the database, `ranking` finds, `order` orders, `highlighting` shows. `postgres` and `sqlite` keep,
match and count terms, and know no rule of German.
"""
