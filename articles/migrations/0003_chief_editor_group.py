"""Chief editors do what editors do, delete, and answer for the legal pages."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUP = "Chefredaktion"
PERMISSIONS = {
    "articles": [
        f"{action}_{model}"
        for model in ("article", "body", "source", "topic")
        for action in ("add", "change", "delete", "view")
    ],
    "flatpages": ["change_flatpage", "view_flatpage"],
}


def create(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    for label, names in PERMISSIONS.items():
        # Permissions are made after all migrations: a new database does not have them yet.
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label=label, codename__in=names)
        )


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_editor_group"),
        ("flatpages", "0001_initial"),
        ("sites", "0002_alter_domain_unique"),
    ]
    operations = [migrations.RunPython(create, remove)]
