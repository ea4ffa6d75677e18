"""Topics and sources in German alphabetical order."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0015_shelf'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='source',
            options={'ordering': ['slug'], 'verbose_name': 'Quelle', 'verbose_name_plural': 'Quellen'},
        ),
        migrations.AlterModelOptions(
            name='topic',
            options={'ordering': ['slug'], 'verbose_name': 'Thema', 'verbose_name_plural': 'Themen'},
        ),
    ]
