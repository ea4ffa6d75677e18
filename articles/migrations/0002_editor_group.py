"""Editors write and see articles with their bodies, sources and topics; they delete none of them."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUP = "Redaktion"
PERMISSIONS = [
    f"{action}_{model}"
    for model in ("article", "body", "source", "topic")
    for action in ("add", "change", "view")
]


def create(apps, schema_editor):
    # Permissions are made after all migrations: a new database does not have them yet.
    config = apps.get_app_config("articles")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    group.permissions.add(
        *apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="articles", codename__in=PERMISSIONS
        )
    )


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create, remove)]
