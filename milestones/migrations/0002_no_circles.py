"""The database refuses predecessors that lead round in a circle, whoever writes them."""

from django.db import migrations

# The lock makes one transaction wait for the other: two links that are harmless alone may close a circle together. What
# the other one has committed is seen then, since each statement of the function looks anew.
REFUSE = """
CREATE FUNCTION milestones_refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('milestones_predecessor'));
    IF EXISTS (
        WITH RECURSIVE earlier (id) AS (
            SELECT NEW.predecessor_id
            UNION
            SELECT link.predecessor_id
            FROM milestones_predecessor link JOIN earlier ON link.milestone_id = earlier.id
        )
        SELECT FROM earlier WHERE id = NEW.milestone_id
    ) THEN
        RAISE EXCEPTION 'milestone % would come before itself', NEW.milestone_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'milestones_have_no_circle', TABLE = 'milestones_predecessor';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER milestones_refuse_circle AFTER INSERT OR UPDATE ON milestones_predecessor
FOR EACH ROW EXECUTE FUNCTION milestones_refuse_circle();
"""
ALLOW = """
DROP TRIGGER milestones_refuse_circle ON milestones_predecessor;
DROP FUNCTION milestones_refuse_circle();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
    ]
