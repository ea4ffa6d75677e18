from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_codes_that_were_mailed"),
    ]

    operations = [
        migrations.AddField(
            model_name="suppression",
            name="key_id",
            field=models.CharField(default="", max_length=8, verbose_name="Schlüssel der Prüfsumme"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="pendingsignup",
            name="key_id",
            field=models.CharField(default="", max_length=8, verbose_name="Schlüssel des Codes"),
            preserve_default=False,
        ),
    ]
