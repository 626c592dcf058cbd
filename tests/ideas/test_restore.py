"""The Verlauf of an idea, and bringing an earlier text back from it."""

from typing import Any

import pytest

from common.history import save_with_reason
from ideas.enums import IdeaStatus
from ideas.models import Attachment, Idea
from ideas.services.triage import assign_idea, edit_idea
from people.models import User
from tests.factories.ideas import IdeaFactory, PictureFactory
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def idea(team: User) -> Idea:
    """An idea that was handed in with one text and has another one today."""
    idea = IdeaFactory(title="Laterne", summary="Wie eingereicht.")
    assign_idea(idea, changes={"editor": team}, by=team)
    return edit_idea(idea, version=1, content={"summary": "Wie heute."}, by=team)


def offers(user: User, idea: Idea) -> list[str]:
    entries = client_of(user).get(f"/ideen/{idea.reference}/verlauf/").context["entries"]
    return [entry["restore_url"] for entry in entries if entry["restore_url"]]


def restore(user: User, url: str, **data: Any) -> Any:
    client = client_of(user)
    return client.post(url, data or {"version": client.get(url).context["preview"].version})


def test_earlier_text_comes_back_and_nothing_else_changes(idea: Idea, team: User) -> None:
    url = offers(team, idea)[-1]
    page = client_of(team).get(url)
    assert "<dt>Kurzbeschreibung</dt>" in text_of(page)
    assert "Wie <del>heute</del><ins>eingereicht</ins>." in text_of(page)
    assert messages_of(restore(team, url)) == ["Der frühere Text ist wiederhergestellt."]
    idea.refresh_from_db()
    assert (idea.summary, idea.version, idea.editor) == ("Wie eingereicht.", 3, team)
    assert idea.history.latest().history_change_reason == "Früheren Text wiederhergestellt"


def test_text_as_handed_in_stays_frozen(team: User) -> None:
    idea = IdeaFactory(summary="Wie eingereicht.")
    edited = edit_idea(idea, version=1, content={"summary": "Wie heute."}, by=team)
    edit_idea(edited, version=2, content={"summary": "Noch einmal anders."}, by=team)
    restore(team, offers(team, idea)[0])
    idea.refresh_from_db()
    assert (idea.summary, idea.first_content["summary"]) == ("Wie heute.", "Wie eingereicht.")


def test_only_other_texts_since_the_submission_are_offered(idea: Idea, team: User) -> None:
    assert len(offers(team, idea)) == 1  # the texts stood when it was created, and when it was assigned
    draft = IdeaFactory(draft=True, title="Noch nicht", reference=None)
    draft.title, draft.status, draft.reference = "Eingereicht", IdeaStatus.SUBMITTED, "I-2020-0900"
    draft.submitted_at, draft.first_content = idea.submitted_at, draft.content()
    save_with_reason(draft, by=None, reason="Idee eingereicht")
    assert offers(team, draft) == []
    typed = draft.history.earliest()
    assert client_of(team).get(f"/ideen/I-2020-0900/verlauf/{typed.history_id}/").status_code == 404


def test_other_rows_of_that_number_offer_nothing(idea: Idea, team: User) -> None:
    offered = offers(team, idea)
    [number] = [url.rstrip("/").rsplit("/", 1)[-1] for url in offered]
    picture = PictureFactory(idea=idea)
    Attachment.history.model.objects.filter(id=picture.pk).update(history_id=number)
    assert offers(team, idea) == offered


def test_state_of_another_idea_is_not_found(idea: Idea, team: User) -> None:
    foreign = IdeaFactory().history.latest()
    assert client_of(team).get(f"/ideen/{idea.reference}/verlauf/{foreign.history_id}/").status_code == 404


def test_text_that_changed_meanwhile_is_left_alone(idea: Idea, team: User) -> None:
    url = offers(team, idea)[-1]
    assert "Inzwischen" in messages_of(restore(team, url, version=1))[0]
    idea.refresh_from_db()
    assert idea.summary == "Wie heute."


def test_second_click_on_restoring_is_no_conflict(idea: Idea, team: User) -> None:
    url, version = offers(team, idea)[-1], idea.version
    for _ in range(2):
        assert messages_of(restore(team, url, version=version)) == ["Der frühere Text ist wiederhergestellt."]
    idea.refresh_from_db()
    assert idea.version == version + 1


@pytest.mark.parametrize("page", ["zuordnung", "bearbeiten"])
def test_closed_idea_is_neither_edited_nor_assigned(page: str, team: User) -> None:
    idea = IdeaFactory(status=IdeaStatus.MERGED)
    assert f"{idea.reference}/{page}/" not in text_of(client_of(team).get(idea.get_absolute_url()))
    answer = client_of(team).get(f"{idea.get_absolute_url()}{page}/")
    assert answer.url == idea.get_absolute_url()
    assert messages_of(answer) == ["Die Idee ist „zusammengeführt“; das lässt sich nicht mehr ändern."]
