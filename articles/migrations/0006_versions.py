"""Articles count their saves, and every save is kept."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_article_created_by"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name='article',
            name='version',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='Fassung'),
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article_id', models.PositiveBigIntegerField(verbose_name='Artikel')),
                ('number', models.PositiveIntegerField(verbose_name='Fassung')),
                ('headline', models.CharField(max_length=250, verbose_name='Schlagzeile')),
                ('content', models.JSONField(verbose_name='Inhalt')),
                ('changed', models.JSONField(default=list, verbose_name='Geändert')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='Anlass')),
                ('is_deletion', models.BooleanField(default=False, verbose_name='Löschung')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Am')),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Von')),
            ],
            options={
                'verbose_name': 'Fassung',
                'verbose_name_plural': 'Fassungen',
                'ordering': ['-number'],
                'indexes': [models.Index(condition=models.Q(('is_deletion', True)), fields=['-saved_at'], name='version_deletions')],
                'constraints': [models.UniqueConstraint(fields=('article_id', 'number'), name='version_unique')],
            },
        ),
    ]
