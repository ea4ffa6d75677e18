"""What members follow, and what they save for later."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0014_renewed_at'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Seit')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL, verbose_name='Mitglied')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.source', verbose_name='Quelle')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.topic', verbose_name='Thema')),
            ],
            options={
                'verbose_name': 'Gefolgt',
                'verbose_name_plural': 'Gefolgt',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('source__isnull', True), ('topic__isnull', False)), models.Q(('source__isnull', False), ('topic__isnull', True)), _connector='OR'), name='follow_one_thing'), models.UniqueConstraint(fields=('member', 'topic'), name='follow_topic_once'), models.UniqueConstraint(fields=('member', 'source'), name='follow_source_once')],
            },
        ),
        migrations.CreateModel(
            name='Saved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Gemerkt am')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.article', verbose_name='Artikel')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='saved', to=settings.AUTH_USER_MODEL, verbose_name='Mitglied')),
            ],
            options={
                'verbose_name': 'Gemerkt',
                'verbose_name_plural': 'Gemerkt',
                'indexes': [models.Index(fields=['member', '-id'], name='saved_newest')],
                'constraints': [models.UniqueConstraint(fields=('member', 'article'), name='saved_once')],
            },
        ),
    ]
