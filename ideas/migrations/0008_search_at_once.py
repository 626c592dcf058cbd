"""New texts are put into the index of the search at once, not into a list that every search has to go through."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0007_texts_apart'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='idea', name='idea_search'),
        migrations.AddIndex(
            model_name='idea',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['search'], name='idea_search'),
        ),
    ]
