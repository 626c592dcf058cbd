"""The text of each Teilkonzept becomes its first section, with what it was before."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from tests.factories.people import BodyFactory

migration = import_module("strategy.migrations.0004_texts_become_sections")


@pytest.mark.django_db
def test_text_and_its_history_move_into_a_section() -> None:
    state = _state_before()
    with connection.schema_editor() as editor:
        for name in ("subconcept", "historicalsubconcept"):
            text = models.TextField(default="")
            text.set_attributes_from_name("text")
            editor.add_field(state.apps.get_model("strategy", name), text)
    concepts, steps = (
        state.apps.get_model("strategy", name).objects for name in ("SubConcept", "HistoricalSubConcept")
    )
    concept = concepts.create(title="Licht", slug="licht", body_id=BodyFactory().pk, text="Neu.")
    concepts.create(title="Leer", slug="leer", body_id=BodyFactory().pk, text="")
    for day, text in ((1, "Alt."), (2, "Alt."), (3, "Neu.")):
        steps.create(
            id=concept.pk, title="Licht", slug="licht", text=text, history_date=datetime(2020, 10, day, tzinfo=UTC),
            history_type="+" if day == 1 else "~", history_user_name=f"Person {day}",
        )  # fmt: skip
    migration.move_texts(state.apps, None)
    section = state.apps.get_model("strategy", "SubConceptSection").objects.get()
    assert (section.sub_concept_id, section.text, section.version) == (concept.pk, "Neu.", 2)
    kept = state.apps.get_model("strategy", "HistoricalSubConceptSection").objects.order_by("history_id")
    assert [(row.text, row.version, row.history_type, row.history_user_name) for row in kept] == [
        ("Alt.", 1, "+", "Person 1"), ("Neu.", 2, "~", "Person 3"),
    ]  # fmt: skip
    concept.text = ""
    concept.save()
    migration.join_texts(state.apps, None)
    concept.refresh_from_db()
    assert concept.text == f"{migration.HEADING}\n\nNeu."


def _state_before() -> ProjectState:
    """Return the models as they were when the texts were still in their old place, and the new place was there."""
    loader = MigrationExecutor(connection).loader
    return loader.project_state(("strategy", "0003_tree_and_sections"))
