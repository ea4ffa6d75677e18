from django.db import migrations


def fill(apps, schema_editor):
    """Where the member has several subscriptions nobody knows which one a consent was for."""
    consents = apps.get_model("accounts", "Consent").objects
    subscriptions = apps.get_model("accounts", "LegacySubscriber").objects
    for consent in consents.filter(form="wieder abonniert", subscription=None).iterator():
        theirs = list(subscriptions.filter(user=consent.user_id)[:2])
        if len(theirs) == 1:
            consents.filter(pk=consent.pk).update(subscription=theirs[0])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_what_belongs_to_a_subscription")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
