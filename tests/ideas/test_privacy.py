"""Personal data of an idea: deleted everywhere, read by whom they belong to, and kept only as long as the call says."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoCaptureOnCommitCallbacks

from common.drafts import save_draft
from common.history import save_with_reason
from common.mail import queue_mail
from common.models import StatusChange
from common.transitions import change_status
from ideas.enums import IdeaStatus, QuestionKind
from ideas.models import Attachment, CoAuthor, ConsentText, Contact, Idea, IdeaDraft
from ideas.retention import expired_ideas
from ideas.services.privacy import delete_contact_data, names_in_text
from people.models import User
from tests.factories.ideas import (
    CallFactory,
    CoAuthorFactory,
    ContactFactory,
    IdeaFactory,
    PictureFactory,
    QuestionFactory,
)
from tests.factories.people import OrganisationFactory, UserFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

TRACES = ("vroni", "geheimnis", "0365 4711", "quirin")
"""Parts of the names and addresses of the submitter and the co-author; nothing else contains them."""


def tables_with(*words: str) -> set[str]:
    """Return every column of every table that contains one of the words, as text or within JSON."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')"
        )
        columns = cursor.fetchall()
        found = set()
        for table, column in columns:
            for word in words:
                cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1', [f"%{word}%"])
                if cursor.fetchone():
                    found.add(f"{table}.{column}")
    return found


def filled_idea(**fields: Any) -> Idea:
    """Return an idea with everything personal that an idea can hold."""
    idea = IdeaFactory(title="Mehr Bänke", **fields)
    question = QuestionFactory(call=idea.call, is_personal=True)
    file_question = QuestionFactory(call=idea.call, is_personal=True, kind=QuestionKind.FILE)
    contact = {"name": "Vroni Geheimnis", "email": "vroni@example.org", "phone": "0365 4711"}
    ContactFactory(idea=idea, **contact, answers={str(question.pk): "Vroni wohnt im Geheimnisweg"})
    CoAuthorFactory(idea=idea, name="Quirin Beispiel", email="quirin@example.org")
    PictureFactory(idea=idea, question=file_question, kind="attachment", name="lebenslauf-vroni.pdf")
    PictureFactory(idea=idea)
    IdeaDraft.objects.create(idea=idea, typed={"name": ["Vroni Geheimnis"]})
    save_draft(UserFactory(), f"/ideen/status/{idea.token}/rueckfrage/", {"text": ["Vroni schreibt"]})
    mails_about(idea)
    return idea


def mails_about(idea: Idea) -> list[Email]:
    """Queue a receipt, found by its header, and a mail that only holds the idea's secret link."""
    user = User(name="Vroni Geheimnis")
    context = {"user": user, "url": f"https://example.org/ideen/entwurf/{idea.token}/", "days": 7}
    mails = [queue_mail(["vroni@example.org"], "invitation", context)[0] for _ in range(2)]
    mails[0].headers = {"X-Idea": idea.reference}
    mails[0].message = "Guten Tag, Vroni Geheimnis"
    mails[0].save()
    return mails


def test_nothing_of_a_guest_is_left_anywhere(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    idea = filled_idea()
    [answer_file] = Attachment.objects.exclude(question=None)
    storage, stored = answer_file.file.storage, answer_file.file.name
    assert len(tables_with(*TRACES)) > 8
    with django_capture_on_commit_callbacks(execute=True):
        gone = delete_contact_data(idea, by=None)
    assert (gone.persons, gone.files, gone.mails) == (2, 1, 2)
    assert tables_with(*TRACES) == set()
    assert not storage.exists(stored)


def test_idea_stays_with_its_text_and_its_other_files() -> None:
    idea = filled_idea(answers={"1": "Am Markt"}, published_at=timezone.now(), agrees_to_publication=True)
    delete_contact_data(idea, by=None)
    kept = Idea.objects.in_gallery().get()
    assert (kept, kept.title, kept.answers, kept.first_content["title"]) == (
        idea,
        "Mehr Bänke",
        {"1": "Am Markt"},
        "Mehr Bänke",
    )
    assert idea.attachments.count() == 1


def test_account_is_no_longer_named() -> None:
    house = OrganisationFactory()
    person = UserFactory(name="Vroni Geheimnis", email="vroni@example.org", organisation=house)
    idea = filled_idea(submitter=person, organisation=house)
    save_with_reason(idea, by=person, reason="Ergänzt")
    change_status(idea, IdeaStatus.WITHDRAWN, by=person)
    client = client_of(person)
    answer = client.post(f"/ideen/status/{idea.token}/kontaktdaten-loeschen/")
    assert messages_of(answer) == ["Die Kontaktdaten sind gelöscht. Die Idee bleibt erhalten."]
    own_account = {"people_user", "people_historicaluser"}
    assert {place.split(".")[0] for place in tables_with(*TRACES)} <= own_account
    idea.refresh_from_db()
    assert (idea.submitter, idea.organisation) == (None, house)
    assert not idea.history.filter(history_user=person).exists()
    assert StatusChange.objects.get(content_type__model="idea", object_id=idea.pk).by_name == "einreichende Person"


def test_names_of_editors_stay(team: User) -> None:
    idea = IdeaFactory(submitter=team)
    ContactFactory(idea=idea)
    delete_contact_data(idea, by=team)
    idea.refresh_from_db()
    assert idea.submitter == team
    assert idea.history.first().history_user_name == team.name


def test_other_ideas_keep_their_persons_and_mails() -> None:
    other = filled_idea()
    delete_contact_data(IdeaFactory(), by=None)
    assert (Contact.objects.count(), CoAuthor.objects.count(), Email.objects.count()) == (1, 1, 2)
    delete_contact_data(other, by=None)
    assert (Contact.objects.count(), CoAuthor.objects.count(), Email.objects.count()) == (0, 0, 0)


def test_deleting_twice_does_no_harm() -> None:
    idea = filled_idea()
    delete_contact_data(idea, by=None)
    gone = delete_contact_data(idea, by=None)
    assert (gone.persons, gone.files, gone.mails) == (0, 0, 0)


def test_warns_of_names_that_stand_in_the_text(team: User) -> None:
    idea = IdeaFactory(summary="Rufen Sie VRONI GEHEIMNIS an.", goal="Für alle")
    ContactFactory(idea=idea, name="Vroni Geheimnis")
    assert names_in_text(idea) == ["Kurzbeschreibung"]
    page = text_of(client_of(team).get(f"/ideen/{idea.reference}/kontaktdaten-loeschen/"))
    assert "Der Text der Idee nennt eine dieser Personen" in page
    assert "<li>Kurzbeschreibung</li>" in page


def test_editors_delete_and_nobody_else(team: User, company: User) -> None:
    idea = filled_idea()
    address = f"/ideen/{idea.reference}/kontaktdaten-loeschen/"
    assert client_of(company).post(address).status_code == 404
    assert Contact.objects.exists()
    assert client_of(team).post(address).url == idea.get_absolute_url()
    assert not Contact.objects.exists()
    assert idea.history.first().history_user_name == team.name


def test_reading_the_question_deletes_nothing() -> None:
    idea = filled_idea()
    assert client_of(None).get(f"/ideen/status/{idea.token}/kontaktdaten-loeschen/").status_code == 200
    assert Contact.objects.exists()


@pytest.mark.parametrize("path", ["meine-daten", "kontaktdaten-loeschen", "erlaubnis"])
def test_wrong_link_leads_nowhere(path: str) -> None:
    IdeaFactory()
    assert client_of(None).post(f"/ideen/status/falsch/{path}/").status_code in (404, 405)


@pytest.mark.parametrize(("before", "sent", "after"), [(False, "yes", True), (True, "no", False)])
def test_submitter_allows_publication_or_takes_it_back(before: bool, sent: str, after: bool) -> None:
    idea = IdeaFactory(agrees_to_publication=before)
    answer = client_of(None).post(f"/ideen/status/{idea.token}/erlaubnis/", {"agrees": sent})
    assert answer.url == idea.get_status_url()
    idea.refresh_from_db()
    assert idea.agrees_to_publication is after


# One's own data -------------------------------------------------------------------------------------------------------


def test_submitter_reads_and_takes_along_what_is_stored() -> None:
    idea = filled_idea()
    consent = ConsentText.objects.get(number=1)
    Contact.objects.filter(idea=idea).update(consent=consent, consented_at=datetime(2020, 11, 2, 10, 15, tzinfo=UTC))
    address = f"/ideen/status/{idea.token}/meine-daten/"
    answer = client_of(None).get(f"{address}?format=json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="meine-daten-{idea.reference.lower()}.json"'
    [stored] = json.loads(answer.content)["Ideen"]
    assert stored["Nummer"] == idea.reference
    assert stored["Kontaktdaten"]["Name"] == "Vroni Geheimnis"
    assert stored["Kontaktdaten"]["Einwilligung"] == "Fassung 1"
    assert stored["Kontaktdaten"]["eingewilligt am"] == "02.11.2020, 11:15 Uhr"
    assert "Vroni wohnt im Geheimnisweg" in stored["Kontaktdaten"].values()
    assert stored["Mitwirkende"][0]["Stand"] == "noch keine Antwort"
    assert [file["Name"] for file in stored["Dateien"]] == ["lebenslauf-vroni.pdf", "bild.png"]
    assert [mail["an"] for mail in stored["E-Mails"]] == ["vroni@example.org"]
    page = text_of(client_of(None).get(address))
    for text in ("Vroni Geheimnis", "0365 4711", "Quirin Beispiel", "Mehr Bänke", "lebenslauf-vroni.pdf"):
        assert text in page


def test_own_data_hold_nothing_internal(team: User) -> None:
    idea = IdeaFactory(editor=team)
    idea.remarks.create(text="Streng vertraulich", by=team)
    idea.published_answers.create(outcome="stored", text="Noch nicht gesagt", prepared_by=team)
    text = text_of(client_of(None).get(f"/ideen/status/{idea.token}/meine-daten/?format=json"))
    for secret in ("Streng vertraulich", "Noch nicht gesagt", team.name):
        assert secret not in text


def test_account_gets_its_own_ideas_and_not_those_of_colleagues(company: User) -> None:
    own = IdeaFactory(submitter=company, organisation=company.organisation, title="Meine Idee")
    colleague = UserFactory(organisation=company.organisation)
    other = IdeaFactory(submitter=colleague, organisation=company.organisation, title="Fremde Idee")
    ContactFactory(idea=other, name="Vroni Geheimnis")
    data = json.loads(client_of(company).get("/ideen/meine-daten/?format=json").content)
    assert (data["Konto"]["E-Mail-Adresse"], [idea["Nummer"] for idea in data["Ideen"]]) == (
        company.email,
        [own.reference],
    )
    assert "Vroni" not in text_of(client_of(company).get("/ideen/meine-daten/"))


def test_own_data_need_the_same_queries_for_many_ideas(company: User) -> None:
    ContactFactory(idea=IdeaFactory(submitter=company))
    client = client_of(company)
    few = queries_of(client, "/ideen/meine-daten/")
    for _ in range(29):
        ContactFactory(idea=IdeaFactory(submitter=company))
    # The questions of each call are read at once, whatever their number.
    assert queries_of(client, "/ideen/meine-daten/") == few


def test_after_deletion_the_own_data_name_nobody() -> None:
    idea = filled_idea()
    delete_contact_data(idea, by=None)
    text = text_of(client_of(None).get(f"/ideen/status/{idea.token}/meine-daten/?format=json")).lower()
    assert not [trace for trace in TRACES if trace in text]


# Retention ------------------------------------------------------------------------------------------------------------


def ended(days_ago: int, months: int = 6) -> Any:
    closes_at = timezone.now() - timedelta(days=days_ago)
    return CallFactory(opens_at=closes_at - timedelta(days=30), closes_at=closes_at, retention_months=months)


@pytest.mark.parametrize(("days_ago", "is_due"), [(170, False), (190, True)])
def test_time_runs_from_the_end_of_the_call(days_ago: int, is_due: bool) -> None:
    idea = ContactFactory(idea=IdeaFactory(call=ended(days_ago))).idea
    assert (idea in expired_ideas(timezone.now())) is is_due


@pytest.mark.parametrize(("days_ago", "is_due"), [(170, False), (190, True)])
def test_time_runs_from_the_arrival_where_a_call_has_no_end(days_ago: int, is_due: bool) -> None:
    call = CallFactory(form=True, retention_months=6)
    submitted_at = timezone.now() - timedelta(days=days_ago)
    idea = ContactFactory(idea=IdeaFactory(call=call, submitted_at=submitted_at)).idea
    assert (idea in expired_ideas(timezone.now())) is is_due


@pytest.mark.parametrize(("days_ago", "is_due"), [(170, False), (190, True)])
def test_time_runs_from_the_last_step_where_that_was_later(days_ago: int, is_due: bool) -> None:
    idea = ContactFactory(idea=IdeaFactory(call=ended(400))).idea
    for days in (300, days_ago):
        StatusChange.objects.create(subject=idea, to_status="stored", at=timezone.now() - timedelta(days=days))
    assert (idea in expired_ideas(timezone.now())) is is_due


def test_only_ideas_that_lead_to_a_person_are_due(team: User, company: User) -> None:
    call = ended(400)
    named = [
        ContactFactory(idea=IdeaFactory(call=call)).idea,
        CoAuthorFactory(idea=IdeaFactory(call=call)).idea,
        IdeaFactory(call=call, submitter=company),
    ]
    IdeaFactory(call=call)
    IdeaFactory(call=call, submitter=team)
    assert set(expired_ideas(timezone.now())) == set(named)


def run(**options: Any) -> list[str]:
    out = StringIO()
    call_command("expire_contacts", stdout=out, **options)
    return out.getvalue().splitlines()


def test_dry_run_names_ideas_and_changes_nothing() -> None:
    idea = ContactFactory(idea=IdeaFactory(call=ended(400)), name="Vroni Geheimnis").idea
    report = run(dry_run=True)
    assert report[0].startswith(f"{idea.reference}  {idea.call.title}, aufzubewahren bis ")
    assert report[-1] == "Kontaktdaten von 1 Ideen würden gelöscht (Probelauf, nichts geändert)."
    assert "Vroni" not in "".join(report)
    assert Contact.objects.exists()


def test_invented_persons_of_example_ideas_stay() -> None:
    ContactFactory(idea=IdeaFactory(call=ended(400), is_example=True))
    assert run()[-1] == "Beispielideen sind ausgenommen: Ihre Personen sind erfunden."
    assert Contact.objects.exists()


def test_command_deletes_what_is_due_and_says_why_in_the_history() -> None:
    idea = ContactFactory(idea=IdeaFactory(call=ended(400))).idea
    kept = ContactFactory(idea=IdeaFactory(call=ended(10)))
    report = run()
    assert report[0].endswith(": 1 Personen, 0 Dateien, 0 E-Mails")
    assert report[-1] == "Kontaktdaten von 1 Ideen gelöscht."
    assert list(Contact.objects.all()) == [kept]
    assert idea.history.first().history_change_reason.endswith("Aufbewahrungsfrist des Aufrufs abgelaufen")
    assert run() == ["Kontaktdaten von 0 Ideen gelöscht."]
