"""The forms of the three channels over HTTP: from what was typed to the receipt, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from post_office.models import Email

from common.limits import is_over_limit
from common.mail import file_of
from ideas.enums import IdeaStatus
from ideas.forms.channels import TERMS
from ideas.models import Call, CoAuthor, ConsentText, Contact, Idea, IdeaDraft, Question
from ideas.views.entrance import HOUR
from ideas.views.sending import NEW_IDEAS
from people.models import User
from strategy.models import ActionField
from tests.factories.ideas import AccessCodeFactory, CallFactory, IdeaFactory, PictureFactory, QuestionFactory
from tests.factories.strategy import ActionFieldFactory
from tests.ideas.intake import FORM, entry, key_for, profile, short
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year


def check_url(idea: Idea) -> str:
    return f"/ideen/entwurf/{idea.token}/pruefen/"


def send_twice_checked(client: Client, call: Call, data: dict[str, Any]) -> Idea:
    """Write, check and send, as a visitor does."""
    response = client.post(call.get_absolute_url(), data)
    idea = Idea.objects.get(call=call)
    assert response.url == check_url(idea)
    assert client.get(response.url).status_code == 200
    assert client.post(response.url).url == idea.get_status_url()
    idea.refresh_from_db()
    return idea


def test_get_makes_nothing() -> None:
    assert Client().get(FORM).status_code == 200
    assert not Idea.objects.exists()


def test_guest_hands_in_without_contact() -> None:
    response = Client().post(FORM, short())
    idea = Idea.objects.get()
    assert (response.status_code, response.url) == (302, idea.get_status_url())
    assert (idea.status, idea.reference) == (IdeaStatus.SUBMITTED, f"I-{YEAR}-0001")
    assert idea.first_content == {"title": "Leise Busse", "summary": "Mit Strom statt Diesel.", "answers": {}}
    assert not Contact.objects.exists()
    assert not IdeaDraft.objects.exists()
    assert not Email.objects.exists()


def test_guest_with_address_gets_a_receipt_with_pdf() -> None:
    Client().post(FORM, short(email="toni@example.org", consent="1"))
    idea, mail = Idea.objects.get(), Email.objects.get()
    assert idea.contact.email == "toni@example.org"
    assert (idea.contact.consent.number, idea.contact.consented_at) == (1, idea.submitted_at)
    assert mail.to == ["toni@example.org"]
    assert mail.headers == {"X-Idea": idea.reference, "Sensitivity": "Private"}
    assert idea.get_status_url() in mail.message
    copy = file_of(mail)
    assert copy is not None
    assert (copy.name, copy.content_type, copy.content[:5]) == (f"{idea.reference}.pdf", "application/pdf", b"%PDF-")


def test_address_without_consent_is_refused_and_nothing_typed_is_lost() -> None:
    response = Client().post(FORM, short(email="toni@example.org"))
    assert response.status_code == 422
    assert "Bitte willigen Sie ein, oder lassen Sie die Kontaktdaten leer." in text_of(response)
    assert response.context["form"]["summary"].value() == "Mit Strom statt Diesel."
    idea = Idea.objects.get()
    assert (idea.status, idea.draft.typed["email"]) == (IdeaStatus.DRAFT, ["toni@example.org"])


def test_consent_to_an_older_text_is_refused() -> None:
    ConsentText.objects.create(number=2, text="Neue Fassung")
    response = Client().post(FORM, short(email="toni@example.org", consent="1"))
    assert "Der Text der Einwilligung hat sich inzwischen geändert." in text_of(response)
    assert "Neue Fassung" in text_of(response)


def test_account_hands_in_and_owns_the_idea(company: User) -> None:
    client = client_of(company)
    page = client.get(FORM)
    assert page.context["form"]["email"].value() == company.email
    client.post(FORM, short(key=key_for(user=company), consent="1", email=company.email))
    idea = Idea.objects.get()
    assert (idea.submitter, idea.organisation) == (company, company.organisation)
    assert Email.objects.get().to == [company.email]


def test_account_without_contact_gets_its_receipt(company: User) -> None:
    client_of(company).post(FORM, short(key=key_for(user=company)))
    assert Email.objects.get().to == [company.email]


def test_steckbrief_is_written_checked_and_sent() -> None:
    call, field = CallFactory(), ActionFieldFactory(name="Mobilität")
    idea = send_twice_checked(Client(), call, profile(call, action_field=field.pk, partners="Stadtwerke"))
    assert (idea.status, idea.action_field, idea.maturity) == (IdeaStatus.SUBMITTED, field, "concept")
    assert idea.first_content is not None
    assert (idea.first_content["action_field"], idea.first_content["partners"]) == ("Mobilität", "Stadtwerke")
    assert idea.contact.name == "Toni Beispiel"


def test_check_page_shows_everything_in_words() -> None:
    call = CallFactory(competition=True)
    QuestionFactory(call=call, label="Wer hilft?")
    question = Question.objects.get()
    client = Client()
    data = entry(call, co_name_1="Kim Muster", co_email_1="kim@example.org")
    client.post(call.get_absolute_url(), {**data, f"question_{question.pk}": "Der Verein"})
    page = text_of(client.get(check_url(Idea.objects.get())))
    for shown in (
        "Das sprechende Stadtmuseum",
        "Nutzen",
        "Wer hilft?",
        "Der Verein",
        "kim@example.org",
        "Toni Beispiel",
    ):
        assert shown in page


def test_incomplete_draft_cannot_be_checked() -> None:
    call = CallFactory()
    client = Client()
    response = client.post(call.get_absolute_url(), profile(call, goal=""))
    assert (response.status_code, "Bitte nennen Sie Ziel und Nutzen." in text_of(response)) == (422, True)
    idea = Idea.objects.get()
    response = client.post(check_url(idea))
    assert response.url == f"/ideen/entwurf/{idea.token}/?pruefen=1"
    shown = client.get(response.url)
    assert shown.status_code == 422
    assert "Bitte nennen Sie Ziel und Nutzen." in text_of(shown)
    assert shown.context["form"]["summary"].value() == "Sensoren melden freie Plätze."


def test_competition_asks_co_authors_by_mail() -> None:
    call = CallFactory(competition=True)
    data = entry(
        call, co_name_1="Kim Muster", co_email_1="Kim@example.org", co_name_4="Ali Muster", co_email_4="a@example.org"
    )
    idea = send_twice_checked(Client(), call, data)
    assert list(idea.co_authors.values_list("name", "email")) == [
        ("Kim Muster", "kim@example.org"),
        ("Ali Muster", "a@example.org"),
    ]
    asked = CoAuthor.objects.get(name="Kim Muster")
    mail = Email.objects.get(to="kim@example.org")
    url = f"/ideen/mitwirkung/{asked.token}/"
    assert url in mail.message
    assert "Das sprechende Stadtmuseum" in text_of(Client().get(url))
    Client().post(url, {"answer": "yes"})
    asked.refresh_from_db()
    assert asked.confirmed_at is not None
    assert "Kim Muster: bestätigt" in text_of(Client().get(idea.get_status_url()))
    Client().post(url, {"answer": "no"})
    asked.refresh_from_db()
    assert (asked.confirmed_at, asked.declined_at is None) == (None, False)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"co_name_1": "Kim"}, "Bitte nennen Sie die E-Mail-Adresse, damit die Person bestätigen kann."),
        ({"co_email_5": "kim@example.org"}, "Bitte nennen Sie den Namen."),
        (
            {"co_name_1": "A", "co_email_1": "k@example.org", "co_name_2": "B", "co_email_2": "K@example.org"},
            "Diese Adresse steht schon weiter oben.",
        ),
        ({"terms": ""}, "Bitte nehmen Sie die Teilnahmebedingungen an."),
    ],
)
def test_competition_says_what_is_missing(fields: dict[str, str], sentence: str) -> None:
    call = CallFactory(competition=True)
    response = Client().post(call.get_absolute_url(), entry(call, **fields))
    assert (response.status_code, sentence in text_of(response)) == (422, True)


def test_competition_shows_its_own_terms_or_the_usual_ones() -> None:
    own = CallFactory(competition=True, terms="Nur Kinder.\n\nDie <Jury> entscheidet.")
    usual = CallFactory(competition=True)
    assert "<p>Die &lt;Jury&gt; entscheidet.</p>" in text_of(Client().get(own.get_absolute_url()))
    assert TERMS in text_of(Client().get(usual.get_absolute_url()))


def test_help_of_a_question_is_text() -> None:
    call = QuestionFactory(help_text="Größe <b>in</b> m²").call
    assert "Größe &lt;b&gt;in&lt;/b&gt; m²" in text_of(Client().get(call.get_absolute_url()))


def test_picture_needs_a_description() -> None:
    call = CallFactory(competition=True)
    client, key = Client(), key_for(call)
    client.post(call.get_absolute_url(), entry(call, key=key, check=""))
    PictureFactory(idea=Idea.objects.get(), description="")
    assert "Bitte beschreiben Sie das Bild" in text_of(client.post(call.get_absolute_url(), entry(call, key=key)))
    client.post(call.get_absolute_url(), entry(call, key=key, picture_text="Eine Skizze"))
    client.post(check_url(Idea.objects.get()))
    assert Idea.objects.get().attachments.get().description == "Eine Skizze"


def test_personal_answers_are_kept_with_the_contact() -> None:
    call = Call.objects.get(slug="ideenformular")
    public, personal = QuestionFactory(call=call), QuestionFactory(call=call, is_personal=True)
    answers = {f"question_{public.pk}": "Mitte", f"question_{personal.pk}": "Sechs Kinder"}
    assert Client().post(FORM, short(**answers)).status_code == 422  # without consent
    Client().post(FORM, short(**answers, consent="1"))
    idea = Idea.objects.get(status=IdeaStatus.SUBMITTED)
    assert (idea.answers, idea.contact.answers) == ({str(public.pk): "Mitte"}, {str(personal.pk): "Sechs Kinder"})
    assert "Sechs Kinder" not in str(idea.first_content)


# Who may, and when ----------------------------------------------------------------------------------------------------


def test_list_shows_open_upcoming_and_ended_calls() -> None:
    now = timezone.now()
    CallFactory(title="Gerade offen", closes_at=now + timedelta(days=1))
    CallFactory(title="Nur mit Konto", access="organisations")
    CallFactory(title="Kommt bald", opens_at=now + timedelta(days=1))
    CallFactory(title="Vorbei", closes_at=now - timedelta(days=1))
    CallFactory(title="Geheim", published_at=None)
    offers = Client().get("/ideen/einreichen/").context["offers"]
    assert [call.title for call in offers.open] == ["Gerade offen", "Ideenformular"]
    assert [call.title for call in offers.upcoming] == ["Kommt bald"]
    assert [call.title for call in offers.ended] == ["Vorbei"]


def test_unpublished_call_is_not_found(team: User) -> None:
    url = CallFactory(published_at=None).get_absolute_url()
    assert [client_of(user).get(url).status_code for user in (None, team)] == [404, 404]


def test_call_for_accounts_asks_to_sign_in_and_keeps_what_was_typed(company: User) -> None:
    call = CallFactory(access="organisations")
    url = call.get_absolute_url()
    assert Client().get(url).url == f"/konto/login/?next={url}"
    response = Client().post(url, profile(call, key=key_for(call, user=company)))  # the session has ended meanwhile
    idea = Idea.objects.get()
    assert response.url == f"/konto/login/?next=/ideen/entwurf/{idea.token}/"
    assert (idea.submitter, idea.draft.title) == (company, "Digitale Parkraumanzeige")
    assert (
        client_of(company).get(f"/ideen/entwurf/{idea.token}/").context["form"]["goal"].value()
        == "Weniger Suchverkehr."
    )


def test_access_code_opens_the_form_and_is_counted() -> None:
    code = AccessCodeFactory(call__access="code", max_uses=1)
    url, client = code.call.get_absolute_url(), Client()
    assert "Zugangscode" in text_of(client.get(url))
    wrong = client.post(url, {"code": "FALSCH"})
    assert (wrong.status_code, "Bitte prüfen Sie die Schreibweise." in text_of(wrong)) == (422, True)
    assert client.post(url, {"code": f" {code.code.lower()} "}).url == url
    assert "form" in client.get(url).context
    idea = send_twice_checked(client, code.call, profile(code.call, key=key_for(code.call, code=code)))
    assert idea.access_code == code
    used = Client().post(url, {"code": code.code})
    assert (used.status_code, "schon so oft benutzt" in text_of(used)) == (422, True)


def test_code_that_was_used_up_meanwhile_keeps_the_draft() -> None:
    code = AccessCodeFactory(max_uses=1)
    client = Client()
    client.post(code.call.get_absolute_url(), profile(code.call, key=key_for(code.call, code=code)))
    idea = Idea.objects.get()
    IdeaFactory(call=code.call, access_code=code)
    response = client.post(check_url(idea), follow=True)
    assert "schon so oft benutzt" in messages_of(response)[0] if messages_of(response) else text_of(response)
    idea.refresh_from_db()
    assert (idea.status, idea.draft.title) == (IdeaStatus.DRAFT, "Digitale Parkraumanzeige")


@pytest.mark.parametrize(
    ("opened", "grace", "status"),
    [(timedelta(hours=3), 24, 302), (timedelta(minutes=10), 24, 422), (timedelta(hours=3), 0, 422)],
    ids=["begun in time", "begun after the end", "no grace"],
)
def test_after_the_end_only_what_was_begun_in_time_is_taken(opened: timedelta, grace: int, status: int) -> None:
    call = CallFactory(closes_at=timezone.now() - timedelta(hours=1), grace_hours=grace)
    response = Client().post(call.get_absolute_url(), profile(call, key=key_for(call, opened=opened)))
    assert response.status_code == status
    if status == 422:
        assert "beendet" in text_of(response)
        assert response.context["form"]["goal"].value() == "Weniger Suchverkehr."
    else:
        assert "können noch bis zum" in text_of(Client().get(response.url))


def test_form_of_a_call_that_has_not_begun_or_has_ended_says_so() -> None:
    now = timezone.now()
    later, ended = CallFactory(opens_at=now + timedelta(days=1)), CallFactory(closes_at=now - timedelta(days=1))
    assert "beginnt am" in text_of(Client().get(later.get_absolute_url()))
    assert "ist seit dem" in text_of(Client().get(ended.get_absolute_url()))


# Spam -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"website": "https://example.org"}, "Ein Feld, das leer bleiben muss, war ausgefüllt."),
        ({"key": "gefälscht"}, "Diese Seite lag zu lange offen."),
        ({"key": ""}, "Diese Seite lag zu lange offen."),
    ],
)
def test_programs_are_asked_again_and_lose_nothing(fields: dict[str, str], sentence: str) -> None:
    response = Client().post(FORM, short(**fields))
    assert (response.status_code, sentence in text_of(response)) == (422, True)
    assert response.context["form"]["title"].value() == "Leise Busse"
    assert not Idea.objects.exists()


def test_form_that_is_sent_at_once_is_taken_the_second_time() -> None:
    data = short(key=key_for(opened=timedelta(seconds=1)))
    assert "Das ging sehr schnell." in text_of(Client().post(FORM, data))
    assert not Idea.objects.exists()


def test_key_of_another_call_does_not_count() -> None:
    assert "Diese Seite lag zu lange offen." in text_of(Client().post(FORM, short(key=key_for(CallFactory()))))


def test_guests_of_one_address_make_a_limited_number_of_ideas(company: User) -> None:
    for _ in range(NEW_IDEAS - 1):
        assert not is_over_limit(RequestFactory().post(FORM), "idea", amount=NEW_IDEAS, seconds=HOUR)
    assert Client().post(FORM, short()).status_code == 302
    refused = Client().post(FORM, short())
    assert (refused.status_code, "sehr viele Anfragen" in text_of(refused)) == (429, True)
    assert refused.context["form"]["title"].value() == "Leise Busse"
    assert Client(REMOTE_ADDR="192.0.2.7").post(FORM, short()).status_code == 302
    assert client_of(company).post(FORM, short(key=key_for(user=company))).status_code == 302


def test_form_takes_few_queries(company: User) -> None:
    call = CallFactory()
    for kind in ("text", "number", "yes_no"):
        QuestionFactory(call=call, kind=kind)
    ActionField.objects.exists()
    assert queries_of(Client(), call.get_absolute_url()) <= 6
    assert queries_of(client_of(company), call.get_absolute_url()) <= 9


@pytest.mark.parametrize("title", ["\u200b", "\u2060\ufeff \u00a0", "\u2800"])
def test_title_that_shows_nothing_is_none(title: str) -> None:
    answer = Client().post(FORM, short(title=title))
    assert answer.context["form"].errors["title"] == ["Bitte geben Sie der Idee einen Titel."]


@pytest.mark.parametrize("name", ["Gewinn auf https://example.org", "WWW.example.org"])
def test_names_hold_no_address(name: str) -> None:
    call = CallFactory(competition=True)
    data = entry(call, name=name, co_name_1=name, co_email_1="kim@example.org")
    errors = Client().post(call.get_absolute_url(), data).context["form"].errors
    assert (list(errors), "nur den Namen" in errors["name"][0]) == (["co_name_1", "name"], True)


def test_mails_to_co_authors_are_limited() -> None:
    call = CallFactory(competition=True)
    people = {f"co_{part}_{n}": f"kim{n}@example.org" for n in range(1, 7) for part in ("name", "email")}
    for _ in range(5):
        Client().post(Client().post(call.get_absolute_url(), entry(call, **people)).url)
    refused = Client().post(Client().post(call.get_absolute_url(), entry(call, **people)).url)
    assert "sehr viele Anfragen" in messages_of(refused)[-1]
    assert Idea.objects.handed_in().count() == 5
