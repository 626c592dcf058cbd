"""Why a merge was undone is told to those whose ideas it joined."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0010_retention'),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name='undo_reason',
            field=models.TextField(blank=True, default='', editable=False, max_length=3000, verbose_name='Grund des Rückgängigmachens'),
            preserve_default=False,
        )
        for name in ('merge', 'historicalmerge')
    ]
