"""The newsroom's desk: what editors see and do in `/redaktion/`. Imported by `articles.admin` alone."""
