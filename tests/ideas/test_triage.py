"""Sorting one idea: assignment, Ideenpate, remarks, text; and the work queue."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from post_office.models import Email

from common.models import FormDraft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.models import Idea, Remark
from ideas.selectors import sponsors_of
from ideas.services.triage import add_remark, assign_idea, assignment_stamp, edit_idea, hand_over_sponsor
from people.models import Body, User
from tests.factories.ideas import SUBMITTED_AT, CallFactory, IdeaFactory
from tests.factories.people import UserFactory
from tests.factories.strategy import ActionFieldFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db


def mails() -> list[tuple[str, str]]:
    return [(mail.to[0], mail.subject) for mail in Email.objects.order_by("pk")]


def posted(user: User, idea: Idea, page: str, data: dict[str, Any], query: str = "") -> Any:
    return client_of(user).post(f"{idea.get_absolute_url()}{page}/{query}", data)


# Services -------------------------------------------------------------------------------------------------------------


def test_assignment_is_kept_with_person_and_reason(team: User, body: Body) -> None:
    field = ActionFieldFactory()
    idea = assign_idea(IdeaFactory(), changes={"action_field": field, "body": body}, by=team, reason="Passt")
    idea.refresh_from_db()
    assert (idea.action_field, idea.body) == (field, body)
    last = idea.history.first()
    assert (last.history_user, last.history_change_reason) == (team, "Passt")


def test_new_editor_is_told_but_not_about_own_choice(team: User, admin: User) -> None:
    idea = IdeaFactory(title="Laternen", reference="I-2020-0042")
    assign_idea(idea, changes={"editor": team}, by=team)
    assert mails() == []
    assign_idea(idea, changes={"editor": admin}, by=team)
    assert mails() == [(admin.email, "Ihnen zugewiesen: I-2020-0042 Laternen")]


def test_only_the_team_can_be_editor(team: User, company: User) -> None:
    with pytest.raises(ValidationError):
        assign_idea(IdeaFactory(), changes={"editor": company}, by=team)


@pytest.mark.parametrize("status", IdeaStatus)
def test_closed_ideas_are_not_assigned(team: User, status: IdeaStatus) -> None:
    idea = IdeaFactory(status=status)
    if status in (IdeaStatus.DRAFT, IdeaStatus.WITHDRAWN, IdeaStatus.MERGED):
        with pytest.raises(TransitionError):
            assign_idea(idea, changes={"editor": team}, by=team)
        with pytest.raises(TransitionError):
            hand_over_sponsor(idea, sponsor=team, by=team)
        with pytest.raises(TransitionError):
            edit_idea(idea, version=1, content={"title": "Neu"}, by=team)
    else:
        assert assign_idea(idea, changes={"editor": team}, by=team).editor == team


def test_handing_over_tells_both_and_is_remembered(team: User) -> None:
    idea = IdeaFactory(reference="I-2020-0001", title="X")
    first, second = UserFactory(name="Erste Patin"), UserFactory(name="Zweiter Pate")
    hand_over_sponsor(idea, sponsor=first, by=team, reason="Fachkenntnis")
    hand_over_sponsor(idea, sponsor=second, by=team, reason="Ruhestand")
    hand_over_sponsor(idea, sponsor=None, by=team)
    assert mails() == [
        (first.email, "Sie sind Ideenpate: I-2020-0001 X"),
        (second.email, "Sie sind Ideenpate: I-2020-0001 X"),
        (first.email, "Nicht mehr Ideenpate: I-2020-0001"),
        (second.email, "Nicht mehr Ideenpate: I-2020-0001"),
    ]
    turns = sponsors_of(idea)
    assert [(turn.name, turn.by, turn.reason) for turn in turns] == [
        ("Erste Patin", "Kim Team", "Fachkenntnis"),
        ("Zweiter Pate", "Kim Team", "Ruhestand"),
    ]
    assert turns[0].until == turns[1].since
    assert turns[1].until is not None


def test_former_sponsor_reads_no_title_of_what_is_hidden_again(team: User) -> None:
    pat = UserFactory()
    hidden = IdeaFactory(title="Verborgen", sponsor=pat)
    shown = IdeaFactory(title="Gezeigt", sponsor=pat, published_at=timezone.now(), agrees_to_publication=True)
    for idea in (hidden, shown):
        hand_over_sponsor(idea, sponsor=None, by=team)
    first, second = (mail.subject + mail.message for mail in Email.objects.order_by("pk"))
    assert hidden.reference in first
    assert [word for word in ("Verborgen", hidden.get_absolute_url()) if word in first] == []
    assert [word for word in ("Gezeigt", shown.get_absolute_url()) if word not in second] == []


@pytest.mark.parametrize("who", ["company", "member", "board"])
def test_others_may_not_sort(who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    idea = IdeaFactory(submitter=user)
    for attempt in (
        lambda: assign_idea(idea, changes={"body": None}, by=user),
        lambda: hand_over_sponsor(idea, sponsor=user, by=user),
        lambda: add_remark(idea, text="Hallo", by=user),
        lambda: edit_idea(idea, version=1, content={"title": "Neu"}, by=user),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_edited_text_leaves_the_first_one(team: User) -> None:
    idea = IdeaFactory(title="Alt", summary="Erst so")
    edited = edit_idea(idea, version=1, content={"title": "Neu", "summary": "Dann so"}, by=team, reason="Tippfehler")
    assert (edited.title, edited.summary, edited.version) == ("Neu", "Dann so", 2)
    assert edited.first_content["title"] == "Alt"
    with pytest.raises(StaleVersionError):
        edit_idea(idea, version=1, content={"title": "Noch neuer"}, by=team)
    with pytest.raises(ValidationError):
        edit_idea(idea, version=2, content={"title": "  "}, by=team)


def test_only_fields_of_the_channel_are_edited(team: User) -> None:
    idea = IdeaFactory(call=CallFactory(form=True))
    with pytest.raises(ValueError, match="partners"):
        edit_idea(idea, version=1, content={"partners": "Wer?"}, by=team)


# Pages ----------------------------------------------------------------------------------------------------------------


def test_page_assigns(team: User, admin: User, body: Body) -> None:
    idea = IdeaFactory()
    data = {"stamp": assignment_stamp(idea), "body": body.pk, "editor": admin.pk, "reason": "Los"}
    answer = posted(team, idea, "zuordnung", data)
    assert messages_of(answer) == ["Die Zuordnung ist gespeichert."]
    idea.refresh_from_db()
    assert (idea.body, idea.editor, idea.action_field) == (body, admin, None)


def test_page_does_not_overwrite_what_somebody_else_assigned(team: User, admin: User, body: Body) -> None:
    idea = IdeaFactory()
    stamp = assignment_stamp(idea)
    assign_idea(idea, changes={"editor": admin}, by=admin)
    answer = posted(team, idea, "zuordnung", {"stamp": stamp, "body": body.pk})
    assert answer.status_code == 409
    assert "Bearbeitung: Alex Admin. Es ist nichts gespeichert" in text_of(answer)
    form = answer.context["form"]
    assert (form["body"].value(), form["stamp"].value()) == (str(body.pk), f"0-0-{admin.pk}-0")
    assert form["editor"].value() == admin.pk  # what was not touched follows
    idea.refresh_from_db()
    assert (idea.editor, idea.body) == (admin, None)


def test_own_choice_stays_where_both_changed_the_same(team: User, admin: User) -> None:
    idea = IdeaFactory()
    typed = {"stamp": assignment_stamp(idea), "editor": team.pk}
    assign_idea(idea, changes={"editor": admin}, by=admin)
    assert posted(team, idea, "zuordnung", typed).context["form"]["editor"].value() == str(team.pk)


def test_saving_without_a_change_writes_no_history(team: User) -> None:
    idea = IdeaFactory(editor=team)
    posted(team, idea, "zuordnung", {"stamp": assignment_stamp(idea), "editor": team.pk})
    assert idea.history.count() == 1


def test_page_refuses_unknown_and_foreign_choices(team: User, company: User) -> None:
    idea = IdeaFactory()
    answer = posted(team, idea, "zuordnung", {"stamp": assignment_stamp(idea), "editor": company.pk})
    assert answer.status_code == 422


def test_page_shows_who_was_sponsor(team: User) -> None:
    idea = hand_over_sponsor(IdeaFactory(), sponsor=UserFactory(name="Pat Pate"), by=team, reason="Weil")
    page = text_of(client_of(team).get(f"{idea.get_absolute_url()}zuordnung/"))
    assert "Pat Pate" in page
    assert "Weil" in page


def test_remark_is_added_and_keeps_its_text_on_error(team: User) -> None:
    idea = IdeaFactory()
    assert posted(team, idea, "bemerkung", {"text": "Bitte prüfen"}).status_code == 302
    assert [(remark.text, remark.by) for remark in Remark.objects.all()] == [("Bitte prüfen", team)]
    long = posted(team, idea, "bemerkung", {"text": "x" * 5001})
    assert long.status_code == 422
    assert "x" * 5001 in text_of(long)
    assert posted(team, idea, "bemerkung", {"text": ""}).status_code == 422


def test_second_click_adds_no_second_remark(team: User, admin: User) -> None:
    idea = IdeaFactory()
    for user in (team, team, admin, team):
        assert posted(user, idea, "bemerkung", {"text": "Bitte prüfen"}).status_code == 302
    assert [remark.by for remark in Remark.objects.all()] == [team, admin, team]
    last = Remark.objects.latest("pk")
    last.at -= timedelta(minutes=2)
    last.save()
    posted(team, idea, "bemerkung", {"text": "Bitte prüfen"})
    assert Remark.objects.count() == 4


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("bemerkung", {"text": "Lange getippt"}),
        ("bearbeiten", {"version": "1", "title": "Lange getippt"}),
        ("antwort", {"version": "0", "text": "Lange getippt"}),
        ("rueckfrage", {"text": "Lange getippt"}),
        ("uebernahme", {"version": "1", "reason": "Lange getippt"}),
        ("zusammenfuehren", {"reason": "Lange getippt"}),
        ("aufteilen", {"version": "1", "parts": "2", "reason": "Lange getippt"}),
        ("zuordnung", {"stamp": "0-0-0-0", "reason": "Lange getippt"}),
        ("schritt/pruefen", {"reason": "Lange getippt"}),
    ],
)
def test_text_survives_the_end_of_the_session(team: User, part: str, data: dict[str, str]) -> None:
    idea = IdeaFactory(status=IdeaStatus.SUBMITTED if part == "schritt/pruefen" else IdeaStatus.IN_REVIEW)
    query = f"?mit={IdeaFactory().reference}" if part == "zusammenfuehren" else ""
    address, client = f"{idea.get_absolute_url()}{part}/{query}", client_of(team)
    client.session.flush()
    answer = client.post(address, data)
    assert "Ihr Text ist gesichert" in messages_of(answer)[0]
    client.force_login(team)
    assert "Lange getippt" in text_of(client.get(address))


def test_assignment_from_before_the_sign_in_is_neither_lost_nor_overwrites_another(team: User, admin: User) -> None:
    idea, client = IdeaFactory(), client_of(team)
    address = f"{idea.get_absolute_url()}zuordnung/"
    typed = {"editor": team.pk, "stamp": assignment_stamp(idea), "reason": "Passt zu ihr"}
    client.session.flush()
    client.post(address, typed)
    assign_idea(idea, changes={"editor": admin}, by=admin)
    client.force_login(team)
    form = client.get(address).context["form"]
    assert [form[name].value() for name in typed] == [str(team.pk), typed["stamp"], "Passt zu ihr"]
    assert client.post(address, typed).status_code == 409
    assert FormDraft.objects.exists()
    idea.refresh_from_db()
    assert client.post(address, typed | {"stamp": assignment_stamp(idea)}).status_code == 302
    assert not FormDraft.objects.exists()


def test_reason_of_a_step_is_forgotten_once_it_is_taken(team: User) -> None:
    idea, client = IdeaFactory(status=IdeaStatus.SUBMITTED), client_of(team)
    address = f"{idea.get_absolute_url()}schritt/pruefen/"
    client.post(address, {"draft": "save", "reason": "Lange getippt"})
    assert client.post(address, {"reason": "Lange getippt"}).status_code == 302
    assert not FormDraft.objects.exists()


def test_text_is_edited_with_version(team: User, admin: User) -> None:
    idea = IdeaFactory(title="Alt")
    form = client_of(team).get(f"{idea.get_absolute_url()}bearbeiten/").context["form"]
    data = {name: form.initial.get(name) or "" for name in form.fields}
    edit_idea(idea, version=1, content={"title": "Von Alex"}, by=admin)
    answer = posted(team, idea, "bearbeiten", data | {"title": "Von Kim"})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Von Alex" in page
    assert 'value="Von Kim"' in page
    assert "Alex Admin" in page
    saved = posted(team, idea, "bearbeiten", data | {"title": "Von Kim", "version": "2"})
    assert saved.status_code == 302
    idea.refresh_from_db()
    assert idea.title == "Von Kim"


def test_text_that_is_being_edited_comes_back(team: User) -> None:
    idea = IdeaFactory()
    client, address = client_of(team), f"{idea.get_absolute_url()}bearbeiten/"
    client.post(address, {"version": 1, "title": "Halb fertig", "draft": "save"})
    assert "Halb fertig" in text_of(client.get(address))
    client.post(address, {"version": 1, "title": "Fertig"})
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("title", ["", "\u200b"])
def test_text_needs_a_title(team: User, title: str) -> None:
    answer = posted(team, IdeaFactory(), "bearbeiten", {"title": title, "version": "1"})
    assert answer.status_code == 422
    assert "Bitte geben Sie der Idee einen Titel." in text_of(answer)


@pytest.mark.parametrize("part", ["zuordnung", "bemerkung", "bearbeiten"])
def test_submitter_has_no_pages_of_editors(company: User, part: str) -> None:
    idea = IdeaFactory(submitter=company)
    assert client_of(company).get(f"{idea.get_absolute_url()}{part}/").status_code == 404
    assert posted(company, idea, part, {"text": "Hallo", "title": "Neu", "version": "1"}).status_code == 404


# Queue ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def queue(team: User, admin: User) -> list[Idea]:
    """Three open ideas of the team, the oldest first; one that is done, one of somebody else."""
    statuses = [IdeaStatus.SUBMITTED, IdeaStatus.IN_REVIEW, IdeaStatus.INQUIRY]
    ideas = [
        IdeaFactory(title=f"Offen {n}", status=status, editor=team, submitted_at=SUBMITTED_AT + timedelta(days=n))
        for n, status in enumerate(statuses)
    ]
    IdeaFactory(title="Fertig", status=IdeaStatus.ACCEPTED, editor=team)
    IdeaFactory(title="Fremd", editor=admin)
    return ideas


def test_queue_shows_what_is_open_and_what_is_done(team: User, queue: list[Idea]) -> None:
    client = client_of(team)
    page = client.get("/ideen/meine/")
    assert [idea.title for idea in page.context["page_obj"]] == ["Offen 0", "Offen 1", "Offen 2"]
    assert page.context["summary"] == "3 Ideen – mir zugewiesen, offen"
    assert [idea.title for idea in client.get("/ideen/meine/?stand=erledigt").context["page_obj"]] == ["Fertig"]


def test_queue_leads_from_idea_to_idea(team: User, queue: list[Idea]) -> None:
    client = client_of(team)
    found = []
    for idea in queue:
        context = client.get(f"{idea.get_absolute_url()}?liste=offen").context
        found.append((context["previous"], context["following"]))
    first, second, third = queue
    assert found == [(None, second), (first, third), (second, None)]
    second.status = IdeaStatus.DECLINED
    second.save()
    context = client.get(f"{second.get_absolute_url()}?liste=offen").context
    assert (context["previous"], context["following"]) == (first, third)


def test_sorting_leads_back_into_the_queue(team: User, queue: list[Idea]) -> None:
    idea = queue[0]
    answer = posted(team, idea, "bemerkung", {"text": "Gut"}, "?liste=offen")
    assert answer.url == f"{idea.get_absolute_url()}?liste=offen#bemerkungen"
    assert posted(team, idea, "bemerkung", {"text": "Gut"}, "?liste=//boese.example").url.startswith("/ideen/I-")


def test_own_idea_leads_on_after_a_step_that_forgot_the_queue(team: User, admin: User, queue: list[Idea]) -> None:
    assert client_of(team).get(queue[0].get_absolute_url()).context["following"] == queue[1]
    assert "following" not in client_of(admin).get(queue[0].get_absolute_url()).context
    tabs = client_of(admin).get(f"{queue[0].get_absolute_url()}?liste=offen").context["tabs"]
    assert {tab["url"].partition("?")[2] for tab in tabs} == {"liste=offen"}


def test_queue_has_equal_queries(team: User) -> None:
    client = client_of(team)
    IdeaFactory(editor=team)
    few = queries_of(client, "/ideen/meine/")
    for _ in range(29):
        IdeaFactory(editor=team, action_field=ActionFieldFactory())
    assert queries_of(client, "/ideen/meine/") == few <= 10
