"""What PostgreSQL does for ideas: it collects the vocabulary of the search (common/search.py), and keeps texts apart."""

from django.db import migrations

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
"""
FORGET = """
DROP TRIGGER ideas_collect_words_of_new ON ideas_idea;
DROP TRIGGER ideas_collect_words_of_changed ON ideas_idea;
DROP FUNCTION ideas_collect_words();
"""

# A row with its texts fills half a page of the table, so a list that counts a thousand ideas reads 250 pages; without
# them twenty rows share a page.
APART = "ALTER TABLE ideas_idea SET (toast_tuple_target = 128)"
TOGETHER = "ALTER TABLE ideas_idea RESET (toast_tuple_target)"


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(COLLECT, FORGET),
        migrations.RunSQL(APART, TOGETHER),
    ]
