"""The text of each Teilkonzept, with what it was before, becomes its first section."""

from itertools import pairwise

from django.db import migrations

HEADING = "Inhalt"
POSITION = 1 << 20
OF_THE_STEP = ("history_date", "history_type", "history_change_reason", "history_user_id", "history_user_name")


def move_texts(apps, schema_editor):
    """Make a section of each text, now or earlier; the history of the text goes along."""
    concepts = apps.get_model("strategy", "SubConcept").objects
    earlier = apps.get_model("strategy", "HistoricalSubConcept").objects
    sections = apps.get_model("strategy", "SubConceptSection").objects
    for concept in concepts.order_by("pk").iterator():
        steps = [row for row in earlier.filter(id=concept.pk).order_by("history_id") if row.history_type != "-"]
        written = [now for before, now in pairwise([None, *steps]) if now.text != (before.text if before else "")]
        if concept.text or written:
            section = sections.create(
                sub_concept=concept, heading=HEADING, text=concept.text, position=POSITION, version=len(written) or 1
            )
            keep_history(apps, section, written)


def keep_history(apps, section, written):
    """Write the steps in which the text changed as the history of the section."""
    rows = apps.get_model("strategy", "HistoricalSubConceptSection").objects
    rows.bulk_create(
        rows.model(
            id=section.pk,
            sub_concept_id=section.sub_concept_id,
            heading=HEADING,
            text=step.text,
            position=POSITION,
            version=number,
            **{name: getattr(step, name) for name in OF_THE_STEP} | {"history_type": "~" if number > 1 else "+"},
        )
        for number, step in enumerate(written, start=1)
    )


def join_texts(apps, schema_editor):
    """Put the sections of each Teilkonzept below each other again."""
    for concept in apps.get_model("strategy", "SubConcept").objects.prefetch_related("sections"):
        sections = sorted(concept.sections.all(), key=lambda section: (section.position, section.pk))
        concept.text = "\n\n".join(f"{section.heading}\n\n{section.text}" for section in sections)
        concept.save(update_fields=["text"])


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0003_tree_and_sections'),
    ]

    operations = [
        migrations.RunPython(move_texts, join_texts),
    ]
