"""Imports keep no index that nothing asks: for LIKE, and of sources beside their published articles."""

import articles.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0019_search_stems'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='article',
            name='external_id',
            field=models.CharField(blank=True, editable=False, max_length=200, null=True, verbose_name='Kennung beim Import'),
        ),
        migrations.AlterField(
            model_name='article',
            name='original_url',
            field=articles.fields.WebAddressField(blank=True, max_length=1000, verbose_name='Link zum Original'),
        ),
        migrations.AlterField(
            model_name='article',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='articles.source', verbose_name='Quelle'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['original_url'], name='article_original_url'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(fields=('external_id',), name='article_external_id_unique'),
        ),
    ]
