"""When an article became new to readers, and the index that finds the newest of each sitemap."""

import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0013_search_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='renewed_at',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Greatest('changed_at', 'published_at'), output_field=models.DateTimeField(), verbose_name='Für Leser neu seit'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(django.db.models.expressions.CombinedExpression(models.F('id'), '/', models.Value(1000)), models.OrderBy(models.F('renewed_at'), descending=True), condition=models.Q(('state', 'published')), name='article_sitemap'),
        ),
    ]
