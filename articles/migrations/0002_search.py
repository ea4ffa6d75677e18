"""The index of search: entries and vocabulary; on SQLite two FTS5 tables hold the entries."""

import articles.models.index
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from articles.search.operations import CreateFullTextTable


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0001_initial'),
    ]

    operations = [
        CreateFullTextTable(
            "articles_publicterms",
            "headline, subheadline, teaser, tags",
            """tokenize="ascii tokenchars '@#_'" """,
        ),
        CreateFullTextTable(
            "articles_fullterms",
            "headline, subheadline, teaser, tags, body",
            """tokenize="ascii tokenchars '@#_'" """,
        ),
        migrations.CreateModel(
            name='FullEntry',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='articles.article')),
                ('terms', articles.models.index.TermsField()),
            ],
            options={
                'required_db_vendor': 'postgresql',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['terms'], name='full_entry_terms')],
            },
        ),
        migrations.CreateModel(
            name='PublicEntry',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='articles.article')),
                ('terms', articles.models.index.TermsField()),
            ],
            options={
                'required_db_vendor': 'postgresql',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['terms'], name='public_entry_terms')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('pk', models.CompositePrimaryKey('scope', 'folded', blank=True, editable=False, primary_key=True, serialize=False)),
                ("scope", models.SmallIntegerField(choices=[(1, "öffentliche Wörter"), (2, "alle Wörter")])),
                ('folded', articles.models.index.OrdinalCharField(max_length=60)),
                ('ending', articles.models.index.OrdinalCharField(max_length=60)),
                ('word', models.CharField(max_length=60)),
            ],
            options={
                'indexes': [models.Index(fields=['scope', 'ending'], name='term_ending')],
            },
        ),
        migrations.CreateModel(
            name="IndexCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.BigIntegerField(default=0)),
                ("mended", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
