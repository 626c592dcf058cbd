"""Merging and splitting: origin per field, everybody told, undone as long as nothing happened since."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from post_office.models import Email

from common.models import FormDraft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.enums import Channel, IdeaStatus
from ideas.models import CoAuthor, Idea, Merge
from ideas.records import load_records
from ideas.services.answers import prepare_answer, publish_answer
from ideas.services.inquiries import ask_inquiry
from ideas.services.merges import merge_ideas, split_idea, undo_merge
from ideas.services.uptakes import record_uptake
from ideas.story import submitter_story
from people.models import User
from tests.factories.ideas import CallFactory, ContactFactory, IdeaFactory, PictureFactory, QuestionFactory
from tests.factories.strategy import SubConceptFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> Idea:
    idea = IdeaFactory(
        status=IdeaStatus.IN_REVIEW, reference="I-2020-0101", title="Leihräder", summary="Räder leihen.", goal="Ruhe."
    )
    return ContactFactory(idea=idea, email="toni@example.org").idea


@pytest.fixture
def second() -> Idea:
    idea = IdeaFactory(reference="I-2020-0102", title="Fahrradverleih", summary="Verleih am Bahnhof.")
    CoAuthor.objects.create(idea=idea, name="Mia", email="mia@example.org", confirmed_at=timezone.now())
    return ContactFactory(idea=idea, email="sascha@example.org").idea


def merge(*ideas: Idea, by: User, **changes: Any) -> Idea:
    values = {"content": {"title": "Räder für alle"}, "origin": {}, "reason": "Gleiches Anliegen."} | changes
    return merge_ideas(ideas, versions={idea.pk: idea.version for idea in ideas}, by=by, **values)


def split(idea: Idea, by: User) -> list[Idea]:
    parts = [({"title": "Verleih"}, {"title": []}), ({"title": "Wege"}, {"title": []})]
    return split_idea(idea, version=idea.version, parts=parts, reason="Zwei Anliegen.", by=by)


def statuses(*ideas: Idea) -> list[str]:
    for idea in ideas:
        idea.refresh_from_db()
    return [idea.status for idea in ideas]


# Merging --------------------------------------------------------------------------------------------------------------


def test_merge_makes_a_new_idea_and_leaves_the_old_ones_as_they_are(first: Idea, second: Idea, team: User) -> None:
    origin = {"title": [], "summary": ["I-2020-0101", "I-2020-0102"]}
    result = merge(first, second, by=team, content={"title": "Räder", "summary": "Beides."}, origin=origin)
    assert statuses(first, second, result) == [IdeaStatus.MERGED, IdeaStatus.MERGED, IdeaStatus.IN_REVIEW]
    assert (first.title, second.title, result.title, result.summary) == (
        "Leihräder", "Fahrradverleih", "Räder", "Beides."
    )  # fmt: skip
    assert result.first_content is not None
    assert (result.first_content["title"], result.submitter) == ("Räder", None)
    stored = Merge.objects.get()
    assert stored.origins == {result.reference: origin}
    assert [(one.idea, one.is_result, one.status_before) for one in stored.members.all()] == [
        (first, False, "in_review"), (second, False, "submitted"), (result, True, "")
    ]  # fmt: skip


def test_result_has_the_richest_form_and_what_all_agree_on(first: Idea, body: Any, team: User) -> None:
    short = IdeaFactory(call=CallFactory(form=True), body=body, editor=team)
    first.body = body
    first.save()
    result = merge(short, first, by=team, content={"title": "Räder", "goal": "Ruhe."})
    assert (result.channel, result.goal) == (Channel.PROFILE, "Ruhe.")
    assert (result.body, result.editor) == (body, None)


def test_everybody_is_told_about_the_own_idea_only(first: Idea, second: Idea, team: User) -> None:
    result = merge(first, second, by=team)
    mails = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert set(mails) == {"toni@example.org", "sascha@example.org", "mia@example.org"}
    for message in mails.values():
        assert result.reference in message
        assert "Gleiches Anliegen." in message
    assert "Leihräder" in mails["toni@example.org"]
    hidden = ["Fahrradverleih", "I-2020-0102", "sascha@", "Räder für alle", second.token, result.token]
    assert [word for word in hidden if word in mails["toni@example.org"]] == []


def test_answer_to_the_merged_idea_reaches_all_originators(first: Idea, second: Idea, team: User) -> None:
    third = ContactFactory(idea=IdeaFactory(), email="robin@example.org").idea
    result = merge(merge(first, second, by=team), third, by=team)
    Email.objects.all().delete()
    answer = prepare_answer(result, outcome="stored", text="Später.", version=0, by=team)
    publish_answer(answer, version=1, by=team)
    told = {mail.to[0] for mail in Email.objects.all()}
    assert told == {"toni@example.org", "sascha@example.org", "mia@example.org", "robin@example.org"}


def test_person_with_two_ideas_is_told_once(first: Idea, second: Idea, team: User) -> None:
    second.contact.email = "Toni@example.org"
    second.contact.save()
    merge(first, second, by=team)
    assert sorted(mail.to[0] for mail in Email.objects.all()) == ["mia@example.org", "toni@example.org"]
    message = Email.objects.get(to=["toni@example.org"]).message
    named = ("I-2020-0101 „Leihräder“ und I-2020-0102 „Fahrradverleih“", first.token, second.token)
    assert [text for text in named if text not in message] == []


def test_new_idea_shows_what_its_sources_keep(first: Idea, second: Idea, company: User, team: User) -> None:
    question = QuestionFactory(call=second.call, label="Wo genau?")
    second.answers = {str(question.pk): "Am Bahnhof"}
    second.submitter = company
    second.organisation = first.organisation = company.organisation
    for idea in (first, second):
        idea.save()
    file = PictureFactory(idea=second, name="plan.png")
    personal = PictureFactory(idea=first, name="ausweis.png", question=QuestionFactory(is_personal=True))
    form = text_of(client_of(team).get(merge_page(first, second)))
    assert "Anlagen und Antworten auf Zusatzfragen bleiben bei ihnen" in form
    result = merge(merge(first, second, by=team), IdeaFactory(organisation=company.organisation), by=team)
    page = text_of(client_of(team).get(result.get_absolute_url()))
    told = ("Aus I-2020-0102", "Wo genau?", "Am Bahnhof", f"/ideen/anlage/{file.pk}/", f"/ideen/anlage/{personal.pk}/")
    assert [text for text in told if text not in page] == []
    own = text_of(client_of(company).get(result.get_absolute_url()))
    assert [text in own for text in told] == [True, True, True, True, False]


def test_page_of_a_merged_idea_asks_as_often_however_many_went_in(team: User) -> None:
    counts = []
    for number in (2, 5):
        ideas = [IdeaFactory(status=IdeaStatus.IN_REVIEW) for _ in range(number)]
        for idea in ideas:
            PictureFactory(idea=idea)
            idea.answers = {str(QuestionFactory(call=idea.call).pk): "Am Bahnhof"}
            idea.save()
        page = merge(*ideas, by=team).get_absolute_url()
        counts.append(queries_of(client_of(team), page))
    assert counts == [15, 15]  # one for its pilots; two of them are remembered in production


def test_merged_idea_is_not_asked_back(first: Idea, second: Idea, team: User) -> None:
    result = merge(first, second, by=team)
    with pytest.raises(TransitionError, match="gehört niemandem allein"):
        ask_inquiry(result, text="Was?", fields=["title"], due_on=timezone.localdate(), by=team)


def test_submitters_do_not_see_the_merged_idea(first: Idea, second: Idea, company: User, team: User) -> None:
    first.submitter = company
    first.save()
    result = merge(first, second, by=team)
    assert not Idea.objects.visible_to(company).filter(pk=result.pk).exists()


def test_ideas_of_one_house_stay_with_it(company: User, team: User) -> None:
    own = [IdeaFactory(organisation=company.organisation) for _ in range(2)]
    assert merge(*own, by=team).organisation == company.organisation
    assert merge(IdeaFactory(organisation=company.organisation), IdeaFactory(), by=team).organisation is None


def test_changed_source_stops_the_merge(first: Idea, second: Idea, team: User) -> None:
    with pytest.raises(StaleVersionError):
        merge_ideas(
            [first, second],
            versions={first.pk: 1, second.pk: 5},
            content={"title": "X"},
            origin={},
            reason="X",
            by=team,
        )
    assert statuses(first, second) == [IdeaStatus.IN_REVIEW, IdeaStatus.SUBMITTED]
    assert Merge.objects.count() == 0


# Splitting ------------------------------------------------------------------------------------------------------------


def test_parts_belong_to_the_submitter(company: User, team: User) -> None:
    idea = IdeaFactory(submitter=company, organisation=company.organisation, agrees_to_publication=True)
    parts = split(idea, team)
    assert statuses(idea, *parts) == [IdeaStatus.MERGED, IdeaStatus.IN_REVIEW, IdeaStatus.IN_REVIEW]
    assert {(one.submitter, one.organisation, one.agrees_to_publication) for one in parts} == {
        (company, company.organisation, True)
    }
    assert [one.title for one in parts] == ["Verleih", "Wege"]


def test_guest_is_told_of_the_parts_and_answers_for_them(first: Idea, team: User) -> None:
    parts = split(first, team)
    message = Email.objects.get().message
    assert [part.title for part in parts if part.title not in message] == []
    due_on = timezone.localdate() + timedelta(days=7)
    inquiry = ask_inquiry(parts[0], text="Wo?", fields=["summary"], due_on=due_on, by=team)
    mail = Email.objects.latest("pk")
    assert (mail.to, inquiry.get_answer_url() in mail.message) == (["toni@example.org"], True)


# Undoing --------------------------------------------------------------------------------------------------------------


def test_undo_gives_each_its_status_back(first: Idea, second: Idea, team: User) -> None:
    result = merge(first, second, by=team)
    Email.objects.all().delete()
    undone = undo_merge(Merge.objects.get(), reason="Doch verschieden.", by=team)
    assert undone.undone_at is not None
    told = submitter_story(load_records(first, with_successors=True))[-1]
    assert (told.text, told.label) == ("Doch verschieden.", "Begründung")
    assert statuses(first, second, result) == [IdeaStatus.IN_REVIEW, IdeaStatus.SUBMITTED, IdeaStatus.MERGED]
    assert {mail.to[0] for mail in Email.objects.all()} == {
        "toni@example.org", "sascha@example.org", "mia@example.org"
    }  # fmt: skip


def test_undone_merge_can_be_made_again(first: Idea, second: Idea, team: User) -> None:
    merge(first, second, by=team)
    undo_merge(Merge.objects.get(), reason="Doch verschieden.", by=team)
    first.refresh_from_db()
    second.refresh_from_db()
    merge(first, second, by=team)
    assert statuses(first, second) == [IdeaStatus.MERGED, IdeaStatus.MERGED]


def test_question_that_was_open_is_open_again(first: Idea, second: Idea, team: User) -> None:
    due_on = timezone.localdate() + timedelta(days=7)
    inquiry = ask_inquiry(first, text="Wo?", fields=["summary"], due_on=due_on, by=team)
    first.refresh_from_db()
    merge(first, second, by=team)
    undo_merge(Merge.objects.get(), reason="Doch verschieden.", by=team)
    inquiry.refresh_from_db()
    assert (statuses(first), inquiry.is_open) == ([IdeaStatus.INQUIRY], True)


def edit(idea: Idea, team: User) -> None:
    idea.version += 1
    idea.save()


def answer(idea: Idea, team: User) -> None:
    prepare_answer(idea, outcome="stored", text="Später.", version=0, by=team)


def take_up(idea: Idea, team: User) -> None:
    record_uptake(idea, sub_concept=SubConceptFactory(), extent="not", passage="", reason="Nein.", by=team)


def merge_on(idea: Idea, team: User) -> None:
    merge(idea, IdeaFactory(), by=team)


def decline(idea: Idea, team: User) -> None:
    publish_answer(prepare_answer(idea, outcome="declined", text="Nein.", version=0, by=team), version=1, by=team)


@pytest.mark.parametrize("happen", [edit, answer, take_up, merge_on, decline])
def test_undo_is_refused_once_something_happened(
    first: Idea, second: Idea, team: User, happen: Callable[[Idea, User], None]
) -> None:
    result = merge(first, second, by=team)
    happen(result, team)
    with pytest.raises(TransitionError, match=f"Mit {result.reference} ist seither etwas geschehen"):
        undo_merge(result.merges.order_by("pk")[0].merge, reason="Doch verschieden.", by=team)
    assert statuses(first, second) == [IdeaStatus.MERGED, IdeaStatus.MERGED]


def test_merge_is_undone_once(first: Idea, second: Idea, team: User) -> None:
    merge(first, second, by=team)
    undo_merge(Merge.objects.get(), reason="Doch verschieden.", by=team)
    with pytest.raises(TransitionError, match="schon rückgängig gemacht"):
        undo_merge(Merge.objects.get(), reason="Doch verschieden.", by=team)


def test_split_is_undone(first: Idea, team: User) -> None:
    parts = split(first, team)
    undo_merge(Merge.objects.get(), reason="Doch eins.", by=team)
    assert statuses(first, *parts) == [IdeaStatus.IN_REVIEW, IdeaStatus.MERGED, IdeaStatus.MERGED]


# The pages ------------------------------------------------------------------------------------------------------------


def merge_page(*ideas: Idea) -> str:
    others = "&".join(f"mit={idea.reference}" for idea in ideas[1:])
    return f"/ideen/{ideas[0].reference}/zusammenfuehren/?{others}"


def typed(first: Idea, second: Idea, **changes: Any) -> dict[str, Any]:
    return {
        "choice_title": "own", "own_title": "Räder für alle",
        "choice_summary": "all", "choice_goal": str(first.reference), "reason": "Gleiches Anliegen.",
        f"version_{first.pk}": 1, f"version_{second.pk}": 1,
    } | changes  # fmt: skip


def test_page_shows_the_texts_of_all_sources(first: Idea, second: Idea, team: User) -> None:
    page = text_of(client_of(team).get(merge_page(first, second)))
    assert [text for text in ("Räder leihen.", "Verleih am Bahnhof.", "Leihräder", "Ruhe.") if text not in page] == []
    assert "Partner" not in page


def test_editor_merges_field_by_field(first: Idea, second: Idea, team: User) -> None:
    answer = client_of(team).post(merge_page(first, second), typed(first, second))
    result = Idea.objects.get(title="Räder für alle")
    assert answer.url == result.get_absolute_url()
    assert (result.summary, result.goal) == ("Räder leihen.\n\nVerleih am Bahnhof.", "Ruhe.")
    both = ["I-2020-0101", "I-2020-0102"]
    assert Merge.objects.get().origins[result.reference] == {"title": both, "summary": both, "goal": ["I-2020-0101"]}


def test_second_click_merges_once(first: Idea, second: Idea, team: User) -> None:
    client = client_of(team)
    addresses = {client.post(merge_page(first, second), typed(first, second)).url for _ in range(2)}
    assert (len(addresses), Merge.objects.count()) == (1, 1)


def test_other_window_of_a_merge_keeps_its_text(first: Idea, second: Idea, team: User) -> None:
    client = client_of(team)
    client.post(merge_page(first, second), typed(first, second))
    answer = client.post(merge_page(first, second), typed(first, second, reason="Mein anderer Grund."))
    assert answer.status_code == 409
    assert "sind inzwischen zusammengeführt zu I-" in text_of(answer)
    assert "Mein anderer Grund." in text_of(answer)


def test_stale_merge_form_shows_the_new_text_and_keeps_what_was_typed(first: Idea, second: Idea, team: User) -> None:
    second.summary, second.version = "Inzwischen neu.", 2
    second.save()
    answer = client_of(team).post(merge_page(first, second), typed(first, second, reason="Mein langer Grund."))
    page = text_of(answer)
    assert answer.status_code == 409
    assert "I-2020-0102 wurde inzwischen geändert." in page
    assert "Inzwischen neu." in page
    assert "Mein langer Grund." in page
    assert f'name="version_{second.pk}" value="2"' in page


def test_source_that_was_closed_meanwhile_keeps_what_was_typed(first: Idea, second: Idea, team: User) -> None:
    second.status = IdeaStatus.WITHDRAWN
    second.save()
    answer = client_of(team).post(merge_page(first, second), typed(first, second, reason="Mein langer Grund."))
    assert answer.status_code == 409
    assert "Mein langer Grund." in text_of(answer)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"own_title": ""}, "Bitte schreiben Sie Ihre eigene Fassung"),
        ({"choice_goal": "I-2020-0102"}, "I-2020-0102"),
        ({"reason": ""}, "Bitte nennen Sie eine Begründung."),
        ({"choice_title": ""}, "Bitte wählen Sie einen Text."),
    ],
)
def test_incomplete_merge_is_refused(first: Idea, second: Idea, team: User, changes: dict[str, str], said: str) -> None:
    answer = client_of(team).post(merge_page(first, second), typed(first, second, **changes))
    assert answer.status_code == 422
    assert said in text_of(answer)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("", "Bitte nennen Sie mindestens eine Nummer."),
        ("Leihräder", "Bitte nennen Sie mindestens eine andere Nummer"),
        ("I-2020-0101", "Bitte nennen Sie mindestens eine andere Nummer"),
        ("I-2020-9999, i-2020-0103", "Nicht möglich mit: I-2020-9999, I-2020-0103."),
    ],
)
def test_only_open_ideas_can_be_chosen(first: Idea, team: User, wanted: str, said: str) -> None:
    IdeaFactory(reference="I-2020-0103", status=IdeaStatus.DECLINED)
    answer = client_of(team).get(f"/ideen/{first.reference}/zusammenfuehren/", {"mit": wanted})
    assert answer.status_code == 422
    assert said in text_of(answer)


def split_data(**changes: Any) -> dict[str, Any]:
    return {
        "version": 1, "parts": 2, "reason": "Zwei Anliegen.",
        "title_1": "Verleih", "summary_1": "Nur der Verleih.", "keep_1": ["goal"],
        "title_2": "Wege", "summary_2": "Nur die Wege.",
    } | changes  # fmt: skip


def test_editor_splits_an_idea(first: Idea, team: User) -> None:
    answer = client_of(team).post(f"/ideen/{first.reference}/aufteilen/", split_data())
    verleih, wege = Idea.objects.filter(title="Verleih").get(), Idea.objects.filter(title="Wege").get()
    assert answer.url == verleih.get_absolute_url()
    assert (verleih.goal, wege.goal, wege.summary) == ("Ruhe.", "", "Nur die Wege.")


def test_second_click_splits_once(first: Idea, team: User) -> None:
    for _ in range(2):
        assert client_of(team).post(f"/ideen/{first.reference}/aufteilen/", split_data()).status_code == 302
    assert Merge.objects.count() == 1


def test_button_adds_a_part_and_keeps_what_was_typed(first: Idea, team: User) -> None:
    page = text_of(client_of(team).post(f"/ideen/{first.reference}/aufteilen/", split_data(more="1")))
    assert 'name="title_3"' in page
    assert 'value="Wege"' in page
    assert 'name="parts" value="3"' in page


def test_draft_of_a_split_comes_back_with_all_its_parts(first: Idea, team: User) -> None:
    address, client = f"/ideen/{first.reference}/aufteilen/", client_of(team)
    client.post(address, split_data(parts=3, title_3="Bäume", draft="save"))
    assert 'value="Bäume"' in text_of(client.get(address))
    client.post(address, split_data())
    assert not FormDraft.objects.exists()


def test_stale_split_keeps_what_was_typed(first: Idea, team: User) -> None:
    answer = client_of(team).post(f"/ideen/{first.reference}/aufteilen/", split_data(version=0))
    assert answer.status_code == 409
    assert "Nur die Wege." in text_of(answer)


def test_other_window_of_a_split_keeps_its_text(first: Idea, team: User) -> None:
    client, address = client_of(team), f"/ideen/{first.reference}/aufteilen/"
    client.post(address, split_data())
    answer = client.post(address, split_data(summary_2="Andere Wege."))
    assert answer.status_code == 409
    assert "Inzwischen aufgeteilt in I-" in text_of(answer)
    assert "Andere Wege." in text_of(answer)


def test_editor_undoes_a_merge_on_its_page(first: Idea, second: Idea, team: User) -> None:
    result = merge(first, second, by=team)
    address = f"/ideen/{result.reference}/zusammenfuehrung/{Merge.objects.get().pk}/rueckgaengig/"
    page = text_of(client_of(team).get(address))
    assert "I-2020-0101, I-2020-0102: wieder mit dem Status von vorher." in page
    assert client_of(team).post(address, {"reason": ""}).status_code == 422
    answer = client_of(team).post(address, {"reason": "Doch verschieden."})
    assert messages_of(answer) == ["Die Zusammenführung ist rückgängig gemacht."]
    again = client_of(team).post(address, {"reason": "Doch verschieden."})
    assert messages_of(again) == ["Die Zusammenführung ist schon rückgängig gemacht."]


def test_reason_of_undoing_survives_the_end_of_the_session(first: Idea, second: Idea, team: User) -> None:
    result, client = merge(first, second, by=team), client_of(team)
    address = f"/ideen/{result.reference}/zusammenfuehrung/{Merge.objects.get().pk}/rueckgaengig/"
    client.session.flush()
    client.post(address, {"reason": "Doch verschieden."})
    client.force_login(team)
    assert client.get(address).context["form"]["reason"].value() == "Doch verschieden."
    client.post(address, {"reason": "Doch verschieden."})
    assert (Merge.objects.get().undone_at is None, FormDraft.objects.exists()) == (False, False)


def test_page_says_why_a_merge_cannot_be_undone(first: Idea, second: Idea, team: User) -> None:
    result = merge(first, second, by=team)
    answer(result, team)
    address = f"/ideen/{result.reference}/zusammenfuehrung/{Merge.objects.get().pk}/rueckgaengig/"
    [said] = messages_of(client_of(team).get(address))
    assert said.startswith(f"Mit {result.reference} ist seither etwas geschehen")
