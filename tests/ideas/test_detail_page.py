"""The page of one idea: who sees it, and how much of it."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from common.history import save_with_reason
from common.models import StatusChange
from ideas.enums import IdeaStatus
from ideas.models import Attachment, Idea, Remark
from ideas.services.privacy import delete_contact_data
from people.models import User
from tests.factories.ideas import (
    CallFactory,
    CoAuthorFactory,
    ContactFactory,
    IdeaFactory,
    PictureFactory,
    QuestionFactory,
)
from tests.visitors import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db

CACHE_OF_PROCESS = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "page of an idea"}
"""What a process remembers in production, and not in other tests."""


def page_of(user: User | None, idea: Idea, part: str = "") -> Any:
    return client_of(user).get(f"{idea.get_absolute_url()}{part}")


def published(**fields: Any) -> Idea:
    return IdeaFactory(published_at=timezone.now(), agrees_to_publication=True, **fields)


def test_page_shows_the_texts_in_the_order_of_the_form(team: User) -> None:
    idea = IdeaFactory(summary="Kurz.", goal="Mehr Licht.", partners="Stadtwerke", maturity="tried")
    labels = [passage.label for passage in page_of(team, idea).context["passages"]]
    assert labels == ["Kurzbeschreibung", "Ziel und Nutzen", "Partner", "Reifegrad"]
    assert "schon erprobt" in text_of(page_of(team, idea))


def test_typed_text_is_escaped_and_keeps_its_lines(team: User) -> None:
    page = text_of(page_of(team, IdeaFactory(title="<b>Titel", summary="<script>eins\nzwei")))
    assert "<b>Titel" not in page
    assert "&lt;script&gt;eins<br>zwei" in page


def test_draft_has_no_page(team: User) -> None:
    assert client_of(team).get("/ideen/I-2020-0001/").status_code == 404


@pytest.mark.parametrize("part", ["", "eingereicht/", "verlauf/"])
def test_foreign_idea_answers_404(part: str, company: User, stranger: User) -> None:
    idea = IdeaFactory()
    assert page_of(company, idea, part).status_code == page_of(stranger, idea, part).status_code == 404


@pytest.mark.parametrize("who", ["company", "stranger", None])
def test_published_idea_shows_others_its_text_only(who: str | None, team: User, request: pytest.FixtureRequest) -> None:
    question = QuestionFactory(label="Interne Frage")
    public = QuestionFactory(call=question.call, label="Offene Frage", is_public=True)
    idea = published(call=question.call, answers={str(question.pk): "Geheimantwort", str(public.pk): "Ja"}, editor=team)
    ContactFactory(idea=idea, name="Uli Kontakt", email="uli@example.org")
    Remark.objects.create(idea=idea, text="Nur für uns", by=team)
    Attachment.objects.create(idea=idea, file="x", name="geheim.pdf", content_type="a/b", size=1, sha256="0" * 64)
    user = request.getfixturevalue(who) if who else None
    page = text_of(page_of(user, idea))
    assert "Kurz beschrieben." in page
    assert "Offene Frage" in page
    for hidden in (
        "Geheimantwort",
        "Interne Frage",
        "Uli",
        "uli@",
        "Nur für uns",
        "geheim.pdf",
        "Kim Team",
        "eingereicht</span>",
    ):
        assert hidden not in page
    assert page_of(user, idea, "verlauf/").status_code in (302, 404)
    assert page_of(user, idea, "eingereicht/").status_code in (302, 404)


def test_submitter_sees_nothing_internal(company: User, team: User) -> None:
    idea = IdeaFactory(submitter=company, editor=team)
    Remark.objects.create(idea=idea, text="Nur für uns", by=team)
    page = text_of(page_of(company, idea))
    assert "haben Sie die Idee eingereicht" in page
    assert "Nur für uns" not in page
    assert "Kim Team" not in page


def test_editors_read_what_belongs_to_persons_until_it_is_deleted(team: User, company: User) -> None:
    question = QuestionFactory(call=CallFactory(competition=True), label="Wie alt sind Sie?", is_personal=True)
    idea = IdeaFactory(call=question.call, organisation=company.organisation)
    ContactFactory(idea=idea, answers={str(question.pk): "zwischen 20 und 30"})
    CoAuthorFactory(idea=idea, name="Sam Team")
    told = ("Wie alt sind Sie?", "zwischen 20 und 30", "Sam Team, noch nicht bestätigt")
    assert [text for text in told if text not in text_of(page_of(team, idea))] == []
    assert [text for text in told if text in text_of(page_of(company, idea))] == []
    delete_contact_data(idea, by=team)
    page = text_of(page_of(team, idea))
    assert "keine gespeichert" in page
    assert [text for text in told if text in page] == []


def test_sponsor_reads_story_text_and_files_and_nothing_internal(member: User, team: User) -> None:
    personal, internal = QuestionFactory(label="Geburtstag", is_personal=True), QuestionFactory(label="Umsatz")
    idea = IdeaFactory(sponsor=member, call=internal.call, answers={str(internal.pk): "12"}, editor=team)
    file = PictureFactory(idea=idea, kind="attachment", name="plan.png")
    PictureFactory(idea=idea, name="ausweis.png", question=personal)
    ContactFactory(idea=idea, name="Uli Kontakt", answers={str(personal.pk): "1. Mai"})
    Remark.objects.create(idea=idea, text="Nur für uns", by=team)
    page = text_of(page_of(member, idea))
    told = ("Kurz beschrieben.", "Umsatz", "wurde die Idee eingereicht", "plan.png", "Sie begleiten diese Idee.")
    assert [text for text in told if text not in page] == []
    hidden = ("Uli", "1. Mai", "ausweis.png", "Nur für uns", "Kim Team", idea.token, "Zuordnung", "eingereicht/")
    assert [text for text in hidden if text in page] == []
    assert client_of(member).get(f"/ideen/anlage/{file.pk}/").status_code == 200
    assert "Sie sind Ideenpate" in text_of(client_of(member).get("/ideen/"))
    assert page_of(member, idea, "eingereicht/").status_code == 404


def test_first_text_stands_beside_todays_with_differences(team: User, company: User) -> None:
    idea = IdeaFactory(submitter=company, summary="Wir bauen kluge Laternen.")
    idea.summary = "Wir bauen sparsame Laternen."
    save_with_reason(idea, by=team, reason="Text")
    for user in (team, company):
        page = text_of(page_of(user, idea, "eingereicht/"))
        assert "Wir bauen kluge Laternen." in page
        assert "Wir bauen <del>kluge</del><ins>sparsame</ins> Laternen." in page


@pytest.mark.parametrize("part", ["", "antwort/"])
def test_files_are_beside_the_text_to_download(part: str, team: User) -> None:
    file = PictureFactory(idea__status=IdeaStatus.IN_REVIEW, name="plan.png")
    assert f'<a href="/ideen/anlage/{file.pk}/">plan.png</a>' in text_of(page_of(team, file.idea, part))
    answer = client_of(team).get(f"/ideen/anlage/{file.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_history_names_each_change(team: User) -> None:
    idea = IdeaFactory(status=IdeaStatus.SUBMITTED)
    idea.editor = team
    save_with_reason(idea, by=team, reason="Kennt sich aus")
    page = text_of(page_of(team, idea, "verlauf/"))
    assert "Idee: Zuordnung geändert" in page
    assert "Kennt sich aus" in page


def test_query_count_does_not_grow_with_what_belongs_to_the_idea(team: User, settings: Settings) -> None:
    settings.CACHES = settings.CACHES | {"process": CACHE_OF_PROCESS}
    idea, client = IdeaFactory(editor=team), client_of(team)
    StatusChange.objects.create(subject=idea, to_status=IdeaStatus.SUBMITTED)

    def add() -> None:
        Remark.objects.create(idea=idea, text="Bemerkung", by=team)
        Attachment.objects.create(idea=idea, file="x", name="a.pdf", content_type="a/b", size=1, sha256="0" * 64)

    add()
    few = queries_of(client, idea.get_absolute_url())
    for _ in range(29):
        add()
    assert queries_of(client, idea.get_absolute_url()) == few <= 10
