"""The legal pages exist from the start: the footer links to them on every page."""

from django.conf import settings
from django.db import migrations

from newsroom.legal import LEGAL_PAGES


def create(apps, schema_editor):
    site, _ = apps.get_model("sites", "Site").objects.get_or_create(
        pk=settings.SITE_ID, defaults={"domain": "example.com", "name": settings.SITE_NAME}
    )
    flat_pages = apps.get_model("flatpages", "FlatPage").objects
    for page in LEGAL_PAGES:
        flat_page, created = flat_pages.get_or_create(
            url=f"/{page.name}/", defaults={"title": page.title, "content": page.content}
        )
        if created:
            flat_page.sites.add(site)


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_cache_table"),
        ("flatpages", "0001_initial"),
        ("sites", "0002_alter_domain_unique"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
