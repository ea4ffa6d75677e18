"""The newsroom's roles: groups, and what they may do. `migrate` makes the database say the same.

Groups that are not named here are left alone.
"""

from typing import Any

_AUTHORS = {
    "articles.add_article",
    "articles.change_article",
    "articles.view_article",
    "articles.view_source",
    "articles.view_topic",
}
_EDITORS = _AUTHORS | {
    "articles.publish_article",
    "articles.add_body",
    "articles.change_body",
    "articles.view_body",
    "articles.add_source",
    "articles.change_source",
    "articles.add_topic",
    "articles.change_topic",
}
_CHIEF_EDITORS = _EDITORS | {
    "articles.delete_article",
    "articles.delete_body",
    "articles.delete_source",
    "articles.delete_topic",
    "articles.add_synonyms",
    "articles.change_synonyms",
    "articles.delete_synonyms",
    "articles.view_synonyms",
    "flatpages.change_flatpage",
    "flatpages.view_flatpage",
}
ROLES = {
    "Autorinnen und Autoren": _AUTHORS,
    "Redaktion": _EDITORS,
    "Chefredaktion": _CHIEF_EDITORS,
}


def apply(apps: Any) -> None:
    """Create missing groups; give and take permissions until each group has those of the table."""
    groups = apps.get_model("auth", "Group").objects
    permissions = apps.get_model("auth", "Permission").objects.select_related("content_type")
    known = {f"{one.content_type.app_label}.{one.codename}": one for one in permissions}
    for name, role in ROLES.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in role])
