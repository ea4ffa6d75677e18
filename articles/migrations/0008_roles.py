"""Authors write and hand in; editors and chief editors publish."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

AUTHORS = "Autorinnen und Autoren"
PERMISSIONS = {
    AUTHORS: ["add_article", "change_article", "view_article", "view_source", "view_topic"],
    "Redaktion": ["publish_article"],
    "Chefredaktion": ["publish_article"],
}


def give(apps, schema_editor):
    # Permissions are made after all migrations: a new database does not have them yet.
    config = apps.get_app_config("articles")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    for name, codenames in PERMISSIONS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(
            *apps.get_model("auth", "Permission").objects.filter(
                content_type__app_label="articles", codename__in=codenames
            )
        )


def take(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(codename="publish_article").delete()
    apps.get_model("auth", "Group").objects.filter(name=AUTHORS).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_publish_permission")]
    operations = [migrations.RunPython(give, take)]
