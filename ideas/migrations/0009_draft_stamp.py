"""Which window wrote a draft last, so that another one does not overwrite it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0008_search_at_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='ideadraft',
            name='stamp',
            field=models.CharField(blank=True, default='', editable=False, max_length=60, verbose_name='zuletzt geschrieben in'),
        ),
    ]
