"""Indexes of published articles that both databases use for lists in order."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0017_topic_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='article',
            name='article_published',
        ),
        migrations.RemoveIndex(
            model_name='article',
            name='article_source_published',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['state', '-published_at', '-id'], name='article_published'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['source', 'state', '-published_at', '-id'], name='article_source_published'),
        ),
    ]
