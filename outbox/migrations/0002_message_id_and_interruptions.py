from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='outgoingmail',
            name='interruptions',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='Abgebrochene Verbindungen'),
        ),
        migrations.AddField(
            model_name='outgoingmail',
            name='message_id',
            field=models.CharField(default='', max_length=320, verbose_name='Message-ID'),
            preserve_default=False,
        ),
    ]
