"""A milestone that will not take place is removed for a reason, and comes back whole."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.transitions import TransitionError
from common.versions import StaleVersionError
from milestones.enums import DateKind
from milestones.models import Criterion, DateChange, Milestone, Predecessor
from milestones.services.dates import NewDate, change_date
from milestones.services.order import set_predecessors
from milestones.services.removal import bring_milestone_back, remove_milestone, removed_milestone
from people.models import User
from tests.factories.milestones import CriterionFactory, MilestoneFactory, PredecessorFactory, ReminderFactory
from tests.factories.workshops import DecisionFactory, PointFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

LIST = "/meilensteine/entfernt/"
WHY = "Das Land fördert den Entwurf nicht."


@pytest.fixture
def editor(team: User) -> Client:
    """The team's client."""
    return client_of(team)


@pytest.fixture
def milestone(team: User) -> Milestone:
    """A milestone with everything: a criterion, one before and one behind it, and a plan that a decision moved."""
    middle = MilestoneFactory(reference="M-07", title="Entwurf steht", planned_on=date(2021, 3, 31))
    CriterionFactory(milestone=middle, text="Entwurf gelesen")
    PredecessorFactory(milestone=middle, predecessor__planned_on=date(2021, 2, 1))
    PredecessorFactory(milestone__title="Beschluss", milestone__planned_on=date(2021, 9, 1), predecessor=middle)
    new = NewDate(DateKind.PLANNED, date(2021, 4, 30), "Mehr Zeit.", DecisionFactory())
    change_date(middle, new, was=date(2021, 3, 31), by=team)
    ReminderFactory(milestone=middle)
    middle.refresh_from_db()
    return middle


def removal_of(milestone: Milestone) -> Any:
    return Milestone.history.filter(id=milestone.pk, history_type="-").latest()


def remove(milestone: Milestone) -> str:
    """Remove a milestone and return the address that brings it back."""
    remove_milestone(milestone, version=milestone.version, reason=WHY, by=None)
    return f"{LIST}{removal_of(milestone).history_id}/"


def test_what_will_not_take_place_is_removed_with_its_reason(editor: Client, milestone: Milestone) -> None:
    url = f"{milestone.get_absolute_url()}entfernen/"
    assert f'href="{url}"' in text_of(editor.get(milestone.get_absolute_url()))
    asked = text_of(editor.get(url))
    assert ("Beschluss" in asked, "Entwurf steht" in asked) == (True, True)
    assert editor.post(url, {"version": milestone.version, "reason": " "}).status_code == 422
    gone = editor.post(url, {"version": milestone.version, "reason": WHY})
    assert gone["Location"] == "/meilensteine/"
    assert messages_of(gone)[0].startswith("Entfernt: M-07 Entwurf steht.")
    assert editor.get(milestone.get_absolute_url()).status_code == 404
    assert (Milestone.objects.count(), DateChange.objects.count(), Predecessor.objects.count()) == (2, 0, 0)
    assert f'href="{LIST}"' in text_of(editor.get("/meilensteine/"))
    listed = text_of(editor.get(LIST))
    assert (WHY in listed, "M-07 Entwurf steht" in listed) == (True, True)


def test_it_comes_back_with_all_that_belonged_to_it(editor: Client, milestone: Milestone) -> None:
    change, decision = DateChange.objects.get(), DateChange.objects.get().decision
    links = set(Predecessor.objects.values_list("milestone", "predecessor"))
    address = remove(milestone)
    assert "Terminänderungen" in text_of(editor.get(address))
    assert editor.post(address)["Location"] == milestone.get_absolute_url()
    back = Milestone.objects.get(pk=milestone.pk)
    assert (back.reference, back.uid, back.planned_on) == ("M-07", milestone.uid, date(2021, 4, 30))
    assert back.version > milestone.version  # calendars and forms see that something happened
    assert (DateChange.objects.get(), DateChange.objects.get().decision) == (change, decision)
    assert [one.text for one in back.criteria.all()] == ["Entwurf gelesen"]
    assert set(Predecessor.objects.values_list("milestone", "predecessor")) == links
    assert editor.get(LIST).context["entries"] == []
    assert editor.post(address)["Location"] == milestone.get_absolute_url()  # a second click
    assert Milestone.history.filter(id=milestone.pk, history_type="+").count() == 1 + 1


def test_only_what_still_fits_comes_back(team: User, milestone: Milestone) -> None:
    before, behind = milestone.predecessors.get(), milestone.successors.get()
    remove(milestone)
    set_predecessors(before, [MilestoneFactory(planned_on=date(2021, 1, 1))], by=team, reason="Neu.")
    Predecessor(milestone=before, predecessor=behind).save()  # the order ran the other way round meanwhile
    removed = removed_milestone(removal_of(milestone))
    assert removed.gone == ["Vorgänger und Nachfolger, mit denen die Reihenfolge im Kreis liefe"]
    bring_milestone_back(removal_of(milestone), by=team)
    assert (milestone.predecessors.count(), Criterion.objects.count()) == (0, 1)


def test_a_line_that_has_another_milestone_stays_with_it(team: User) -> None:
    point = PointFactory()
    milestone = MilestoneFactory(point=point)
    remove(milestone)
    other = MilestoneFactory(reference="M-08", point=point)
    assert removed_milestone(removal_of(milestone)).gone == ["die Protokollzeile, zu der jetzt M-08 gehört"]
    assert bring_milestone_back(removal_of(milestone), by=team).point is None
    assert Milestone.objects.get(point=point) == other


def test_a_title_that_is_taken_stands_in_the_way(editor: Client, milestone: Milestone) -> None:
    address = remove(milestone)
    MilestoneFactory(title="entwurf steht")
    assert "Einen Meilenstein mit diesem Titel gibt es schon." in text_of(editor.get(address))
    assert messages_of(editor.post(address)) == ["Einen Meilenstein mit diesem Titel gibt es schon."]
    assert not Milestone.objects.filter(pk=milestone.pk).exists()
    assert not Criterion.objects.exists()


def test_what_is_reached_or_was_changed_meanwhile_stays(editor: Client, team: User, member: User) -> None:
    reached, changed = MilestoneFactory(reached_on=timezone.localdate() - timedelta(days=1)), MilestoneFactory()
    with pytest.raises(TransitionError, match="erreicht"):
        remove_milestone(reached, version=1, reason=WHY, by=team)
    assert editor.get(f"{reached.get_absolute_url()}entfernen/")["Location"] == reached.get_absolute_url()
    assert "entfernen/" not in text_of(editor.get(reached.get_absolute_url()))
    with pytest.raises(StaleVersionError):
        remove_milestone(changed, version=7, reason=WHY, by=team)
    refused = editor.post(f"{changed.get_absolute_url()}entfernen/", {"version": 7, "reason": WHY})
    assert (refused.status_code, WHY in text_of(refused)) == (422, True)
    assert refused.context["form"]["version"].value() == 1
    with pytest.raises(PermissionDenied):
        remove_milestone(changed, version=1, reason=WHY, by=member)
    assert Milestone.objects.count() == 2


def test_the_admin_deletes_it_with_its_date_changes_and_brings_it_back(admin: User, milestone: Milestone) -> None:
    client, url = client_of(admin), reverse("admin:milestones_milestone_delete", args=[milestone.pk])
    assert 'name="reason"' in text_of(client.get(url))  # and not that a right is missing
    assert client.post(url, {"post": "yes", "reason": WHY}).status_code == 302
    assert not Milestone.objects.filter(pk=milestone.pk).exists()
    state = removal_of(milestone)
    assert state.history_change_reason == WHY
    restore = reverse("admin:milestones_milestone_simple_history", args=[milestone.pk, state.history_id])
    form = client.get(restore).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields if name != "is_public"}
    assert client.post(restore, {**typed, "change_reason": "Doch."}).status_code == 302
    back = Milestone.objects.get(pk=milestone.pk)
    assert (back.date_changes.count(), back.criteria.count(), back.predecessors.count()) == (1, 1, 1)


def test_the_admin_says_why_a_reached_one_stays(admin: User) -> None:
    milestone = MilestoneFactory(reached_on=date(2021, 3, 1))
    url = reverse("admin:milestones_milestone_delete", args=[milestone.pk])
    refused = client_of(admin).post(url, {"post": "yes", "reason": WHY})
    assert messages_of(refused)[0].startswith("Der Meilenstein ist erreicht und bleibt deshalb stehen.")
    assert Milestone.objects.get() == milestone


def test_what_was_typed_waits_for_the_sign_in(editor: Client, team: User) -> None:
    url = f"{MilestoneFactory().get_absolute_url()}entfernen/"
    editor.session.flush()
    assert editor.post(url, {"version": "1", "reason": WHY}).status_code == 302
    editor.force_login(team)
    assert WHY in text_of(editor.get(url))


def test_list_takes_as_many_queries_for_ten_as_for_one(editor: Client) -> None:
    remove(MilestoneFactory())
    few = queries_of(editor, LIST)
    for _ in range(9):
        remove(MilestoneFactory())
    assert queries_of(editor, LIST) == few <= 10
