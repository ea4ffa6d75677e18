"""Articles wait for review, and say why they were withdrawn."""

import articles.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_chief_editor_group"),
    ]
    operations = [
        migrations.AddField(
            model_name='article',
            name='withdrawal_note',
            field=articles.fields.PlainTextField(blank=True, help_text='Öffentlich: warum der Artikel zurückgezogen wurde. Steht an seiner Stelle.', max_length=1000, verbose_name='Hinweis zum Zurückziehen'),
        ),
        migrations.AlterField(
            model_name='article',
            name='state',
            field=models.CharField(choices=[('draft', 'Entwurf'), ('review', 'In Prüfung'), ('published', 'Veröffentlicht'), ('withdrawn', 'Zurückgezogen')], default='draft', max_length=10, verbose_name='Status'),
        ),
    ]
