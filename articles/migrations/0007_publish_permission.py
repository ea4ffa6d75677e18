"""Writing and publishing are two rights."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_versions"),
    ]
    operations = [
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['-published_at', '-pk'], 'permissions': [('publish_article', 'Can publish and withdraw articles')], 'verbose_name': 'Artikel', 'verbose_name_plural': 'Artikel'},
        ),
    ]
