"""Criteria: added, worded, ticked, dropped; fixed while the milestone is reached."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from common.transitions import TransitionError
from common.versions import StaleVersionError
from milestones.enums import FigureKey
from milestones.models import Criterion
from milestones.services.criteria import (
    add_criterion,
    drop_criterion,
    edit_criterion,
    reinstate_criterion,
    tick_criterion,
    untick_criterion,
)
from people.models import User
from tests.factories.milestones import CriterionFactory, MilestoneFactory

pytestmark = pytest.mark.django_db

DAY = date(2021, 3, 1)
WRITES: dict[str, Callable[..., Any]] = {
    "add": lambda one, by: add_criterion(one.milestone, text="Noch eines", by=by),
    "edit": lambda one, by: edit_criterion(one, version=one.version, text="Anders", by=by),
    "tick": lambda one, by: tick_criterion(one, done_on=DAY, proof="", by=by),
    "untick": lambda one, by: untick_criterion(one, reason="Irrtum", by=by),
    "drop": lambda one, by: drop_criterion(one, reason="Nicht mehr nötig", by=by),
    "reinstate": lambda one, by: reinstate_criterion(one, by=by),
}


@pytest.mark.parametrize("write", WRITES)
def test_only_editors_write(write: str, company: User) -> None:
    with pytest.raises(PermissionDenied):
        WRITES[write](CriterionFactory(), company)


@pytest.mark.parametrize("write", WRITES)
def test_criteria_of_a_reached_milestone_stay(write: str, team: User) -> None:
    criterion = CriterionFactory(milestone__reached_on=DAY)
    with pytest.raises(TransitionError, match="bleiben, wie sie an diesem Tag waren"):
        WRITES[write](criterion, team)
    assert Criterion.objects.get().version == 1


def test_criterion_goes_its_way_with_history(team: User) -> None:
    one = add_criterion(MilestoneFactory(), text="Entwurf ist geprüft", by=team)
    tick_criterion(one, done_on=DAY, proof="Protokoll vom 01.03.2021", by=team)
    untick_criterion(one, reason="Falsches Protokoll", by=team)
    drop_criterion(one, reason="Die Prüfung entfällt", by=team)
    reinstate_criterion(one, by=team)
    reasons = [record.history_change_reason for record in one.history.order_by("history_id")]
    assert reasons == [
        "Kriterium angelegt",
        "Kriterium erfüllt",
        "Wieder offen: Falsches Protokoll",
        "Entfallen: Die Prüfung entfällt",
        "Gilt wieder",
    ]
    one.refresh_from_db()
    assert (one.done_on, one.proof, one.dropped_on, one.drop_reason, one.version) == (None, "", None, "", 5)


@pytest.mark.parametrize("write", ["tick", "drop"])
def test_step_once_more_changes_nothing(write: str, team: User) -> None:
    criterion = CriterionFactory()
    for _ in range(2):
        WRITES[write](criterion, team)
    assert Criterion.objects.get().version == 2


def test_same_criterion_once_more_is_not_added(team: User) -> None:
    milestone = MilestoneFactory()
    for _ in range(2):
        add_criterion(milestone, text="Entwurf ist geprüft ", by=team)
        add_criterion(milestone, figure=FigureKey.CONCEPTS_LINKED, by=team)
    assert [str(one) for one in milestone.criteria.all()] == ["Entwurf ist geprüft", "Teilkonzepte verknüpft"]


def test_criterion_needs_words_or_a_figure(team: User) -> None:
    with pytest.raises(ValidationError, match="Bitte schreiben Sie, was erfüllt sein muss"):
        add_criterion(MilestoneFactory(), by=team)


def test_counted_criterion_is_not_ticked(team: User) -> None:
    with pytest.raises(ValidationError, match="wird gezählt"):
        tick_criterion(CriterionFactory(figure=FigureKey.CONCEPTS_LINKED), done_on=DAY, proof="", by=team)


def test_nothing_is_met_in_the_future(team: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError) as error:
        tick_criterion(CriterionFactory(), done_on=tomorrow, proof="", by=team)
    assert list(error.value.message_dict) == ["done_on"]


@pytest.mark.parametrize(("criterion", "step"), [({"done": True}, untick_criterion), ({}, drop_criterion)])
def test_steps_back_need_a_reason(criterion: dict[str, Any], step: Callable[..., Any], team: User) -> None:
    with pytest.raises(ValidationError, match="Bitte nennen Sie einen Grund"):
        step(CriterionFactory(**criterion), reason=" ", by=team)


def test_words_that_somebody_else_changed_are_not_overwritten(team: User) -> None:
    criterion = CriterionFactory()
    edit_criterion(criterion, version=1, text="Von jemand anderem", by=None)
    with pytest.raises(StaleVersionError):
        edit_criterion(criterion, version=1, text="Von mir", by=team)
