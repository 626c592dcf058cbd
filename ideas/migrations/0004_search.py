"""The search vector of ideas, and the vocabulary, which triggers fill (common/search.py)."""

import common.search
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations, models

COLLECT = """
CREATE FUNCTION ideas_collect_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ideas_searchword (word) SELECT unnest(tsvector_to_array(NEW.search)) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER ideas_collect_words_of_new AFTER INSERT ON ideas_idea
FOR EACH ROW WHEN (NEW.reference IS NOT NULL) EXECUTE FUNCTION ideas_collect_words();
CREATE TRIGGER ideas_collect_words_of_changed AFTER UPDATE ON ideas_idea
FOR EACH ROW WHEN (
    NEW.reference IS NOT NULL AND (OLD.reference IS NULL OR OLD.search IS DISTINCT FROM NEW.search)
) EXECUTE FUNCTION ideas_collect_words();
INSERT INTO ideas_searchword (word)
SELECT DISTINCT unnest(tsvector_to_array(search)) FROM ideas_idea WHERE reference IS NOT NULL;
"""
FORGET = """
DROP TRIGGER ideas_collect_words_of_new ON ideas_idea;
DROP TRIGGER ideas_collect_words_of_changed ON ideas_idea;
DROP FUNCTION ideas_collect_words();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0003_fold_german'),
        ('ideas', '0002_initial'),
        ('people', '0002_second_factor'),
        ('strategy', '0001_initial'),
        ('workshops', '0004_task_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False, verbose_name='Wortstamm')),
            ],
            options={
                'verbose_name': 'Suchwort',
                'verbose_name_plural': 'Suchwörter',
                'ordering': ['word'],
            },
        ),
        migrations.AddField(
            model_name='idea',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector(common.search.FoldGerman('title'), common.search.FoldGerman('summary'), common.search.FoldGerman('situation'), common.search.FoldGerman('goal'), common.search.FoldGerman('target_group'), common.search.FoldGerman('approach'), common.search.FoldGerman('partners'), common.search.FoldGerman('cost'), common.search.FoldGerman('funding'), common.search.FoldGerman('time_frame'), common.search.FoldGerman('indicators'), config='german'), output_field=django.contrib.postgres.search.SearchVectorField(), verbose_name='Suchtext'),
        ),
        migrations.AddIndex(
            model_name='idea',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='idea_search'),
        ),
        migrations.AddIndex(
            model_name='searchword',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('word', name='gin_trgm_ops'), name='searchword_trigrams'),
        ),
        migrations.RunSQL(COLLECT, FORGET),
    ]
