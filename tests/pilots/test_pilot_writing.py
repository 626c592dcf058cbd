"""Writing pilots: new ones, those that come of ideas, edits that nobody overwrites, files, and earlier profiles."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from post_office.models import Email

from common.drafts import save_draft
from ideas.enums import IdeaStatus
from people.models import User
from pilots.enums import PilotStatus
from pilots.models import Pilot
from pilots.services.pilots import create_pilot, edit_profile
from tests.factories.ideas import PIXEL, IdeaFactory
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.pilots import CostFactory, PartnerFactory, PilotFactory, SourceFactory
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db

NEW = "/piloten/neu/"
NO_COSTS = {"kosten-TOTAL_FORMS": "0", "kosten-INITIAL_FORMS": "0"}


def typed(**fields: Any) -> dict[str, Any]:
    """What a browser sends for a new pilot without costs."""
    return {"title": "Parkleitsystem", **NO_COSTS, **fields}


def costs(*rows: tuple[str, str, str]) -> dict[str, str]:
    data = {"kosten-TOTAL_FORMS": str(len(rows)), "kosten-INITIAL_FORMS": "0"}
    for index, (year, amount, share) in enumerate(rows):
        data |= {
            f"kosten-{index}-year": year, f"kosten-{index}-amount": amount, f"kosten-{index}-funding_percent": share,
        }  # fmt: skip
    return data


def sent(pilot: Pilot, **changes: Any) -> dict[str, Any]:
    """What a browser sends that loaded the form of a stored pilot."""
    return {
        "title": pilot.title,
        "summary": pilot.summary,
        "added_value": pilot.added_value,
        "lead": pilot.lead_id,
        "version": pilot.version,
        **costs(*((str(cost.year), str(cost.amount), "0") for cost in pilot.costs.all())),
        **changes,
    }


# New pilots


def test_new_pilot_is_saved_with_partners_and_costs(team: User) -> None:
    lead, partner, sponsor = OrganisationFactory(), OrganisationFactory(), UserFactory(email="pate@example.org")
    rows = costs(("2021", "12.500,00 €", "12,5"), ("2022", "", ""), ("2023", "1 000", ""))
    data = typed(lead=lead.pk, partners=[partner.pk], sponsor=sponsor.pk, starts_on="2021-03-01", **rows)
    answer = client_of(team).post(NEW, data)
    pilot = Pilot.objects.get()
    assert answer.url == pilot.get_absolute_url()
    assert [one.organisation for one in pilot.partners.all()] == [partner]
    assert [(one.year, one.amount, one.funding_percent) for one in pilot.costs.all()] == [
        (2021, 12_500, Decimal("12.5")), (2023, 1_000, Decimal(0)),
    ]  # fmt: skip
    assert (pilot.status, pilot.starts_on) == (PilotStatus.CANDIDATE, date(2021, 3, 1))
    assert [mail.to for mail in Email.objects.all()] == [["pate@example.org"]]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "Bitte geben Sie dem Pilotprojekt einen Titel."),
        (costs(("2021", "zwölf", "")), "Bitte schreiben Sie ganze Euro in Ziffern"),
        (costs(("", "100", "")), "Bitte nennen Sie das Jahr."),
        (costs(("2021", "100", ""), ("2021", "200", "")), "Dieses Jahr steht schon in einer anderen Zeile."),
        ({"is_quick_win": "on"}, "Bitte begründen Sie, warum das Projekt ein Quick Win ist."),
        ({"starts_on": "2022-01-01", "ends_on": "2021-01-01"}, "Das Ende des Zeitraums liegt vor seinem Beginn."),
    ],
)
def test_new_pilot_says_what_is_wrong_and_keeps_the_text(team: User, fields: dict[str, str], sentence: str) -> None:
    answer = client_of(team).post(NEW, typed(summary="Schon geschrieben.", **fields))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Schon geschrieben." in text_of(answer)
    assert not Pilot.objects.exists()


def test_sending_twice_makes_one_pilot(team: User) -> None:
    client = client_of(team)
    client.post(NEW, typed())
    answer = client.post(NEW, typed())
    assert "Ein Pilotprojekt mit diesem Titel gibt es schon: P-" in text_of(answer)
    assert Pilot.objects.count() == 1


def test_one_more_year_keeps_what_was_typed(team: User) -> None:
    answer = client_of(team).post(NEW, typed(title="Halb", add="1", **costs(("2021", "zwölf", ""))))
    assert [form["amount"].value() for form in answer.context["costs"]] == ["zwölf", None]
    assert answer.context["form"]["title"].value() == "Halb"
    assert not Pilot.objects.exists()


def test_draft_comes_back_with_its_rows(team: User) -> None:
    save_draft(team, NEW, {"title": ["Entwurf"], **{name: [value] for name, value in costs(("2021", "5", "")).items()}})
    context = client_of(team).get(NEW).context
    assert context["form"]["title"].value() == "Entwurf"
    assert [form["amount"].value() for form in context["costs"]] == ["5"]


# From ideas


def test_ideas_lead_on_to_a_form_with_their_texts(team: User) -> None:
    lead = OrganisationFactory()
    first = IdeaFactory(status=IdeaStatus.PILOT, title="Erste", summary="Eins.", goal="Ziel.", organisation=lead)
    second = IdeaFactory(status=IdeaStatus.PILOT, title="Zweite", summary="Zwei.")
    client = client_of(team)
    chosen = client.get(NEW, {"idee": [first.reference], "weitere": second.reference.lower()})
    assert chosen.url == f"{NEW}{first.reference},{second.reference}/"
    form = client.get(chosen.url).context["form"]
    assert (form["title"].value(), form["summary"].value(), form["added_value"].value(), form["lead"].value()) == (
        "Erste", "Eins.\n\nZwei.", "Ziel.", lead.pk,
    )  # fmt: skip
    client.post(chosen.url, typed(title="Neu", summary="Eins. Und mehr.", added_value="Etwas ganz anderes."))
    sources = {source.idea: source.fields for source in Pilot.objects.get().sources.all()}
    assert sources == {first: ["summary"], second: []}


@pytest.mark.parametrize("status", [IdeaStatus.SUBMITTED, IdeaStatus.WITHDRAWN, IdeaStatus.MERGED])
def test_ideas_that_nobody_decided_on_make_no_pilot(team: User, status: str) -> None:
    idea = IdeaFactory(status=status)
    assert client_of(team).get(f"{NEW}{idea.reference}/").status_code == 404
    answer = client_of(team).get(NEW, {"weitere": idea.reference})
    assert f"Aus diesen Ideen lässt sich nichts übernehmen: {idea.reference}." in text_of(answer)


def test_candidates_wait_until_a_pilot_came_of_them(team: User) -> None:
    waiting = IdeaFactory(status=IdeaStatus.PILOT, title="Wartet noch")
    SourceFactory(idea=IdeaFactory(status=IdeaStatus.PILOT, title="Schon Pilot"))
    text = text_of(client_of(team).get(NEW))
    assert waiting.title in text
    assert "Schon Pilot" not in text


def test_idea_shows_its_pilot_and_the_way_to_one(team: User, company: User) -> None:
    idea = IdeaFactory(status=IdeaStatus.PILOT, submitter=company)
    client = client_of(team)
    assert f"{NEW}{idea.reference}/" in text_of(client.get(idea.get_absolute_url()))
    pilot = SourceFactory(idea=idea).pilot
    assert pilot.get_absolute_url() in text_of(client.get(idea.get_absolute_url()))
    shown = text_of(client_of(company).get(idea.get_absolute_url()))
    assert pilot.reference not in shown
    assert NEW not in shown


# Editing


def test_edit_changes_the_profile_with_its_parts(team: User) -> None:
    pilot = PilotFactory(title="Alt")
    PartnerFactory(pilot=pilot)
    partner = OrganisationFactory()
    data = sent(pilot, title="Neu", partners=[partner.pk], reason="Besser so", **costs(("2022", "7", "100")))
    client_of(team).post(f"{pilot.get_absolute_url()}bearbeiten/", data)
    pilot.refresh_from_db()
    assert (pilot.title, pilot.version) == ("Neu", 2)
    assert [one.organisation for one in pilot.partners.all()] == [partner]
    assert [(one.year, one.amount) for one in pilot.costs.all()] == [(2022, 7)]
    assert pilot.history.first().history_change_reason == "Besser so"


def test_stale_edit_changes_nothing_and_shows_both(team: User, admin: User) -> None:
    pilot = PilotFactory(title="Alt", summary="Kurz.")
    CostFactory(pilot=pilot, year=2023, amount=300)
    data = sent(pilot, title="Meiner", **costs(("2021", "20000", "0")))
    edit_profile(pilot, version=1, profile={"title": "Ihrer"}, by=admin)
    client, address = client_of(team), f"{pilot.get_absolute_url()}bearbeiten/"
    answer = client.post(address, data)
    assert answer.status_code == 409
    conflicts = {one.field: (one.old, one.new) for one in answer.context["conflicts"]}
    assert conflicts["Titel"] == ("Ihrer", "Meiner")
    assert "2023" in conflicts["Kosten"][0]
    assert "2023" not in conflicts["Kosten"][1]
    assert Pilot.objects.get().title == "Ihrer"
    again = {**data, "version": answer.context["form"].data["version"]}
    assert client.post(address, again).status_code == 302
    assert Pilot.objects.get().title == "Meiner"


def test_leading_organisation_is_no_partner(team: User) -> None:
    pilot = PilotFactory()
    answer = client_of(team).post(f"{pilot.get_absolute_url()}bearbeiten/", sent(pilot, partners=[pilot.lead_id]))
    assert "kann nicht auch Partner sein" in text_of(answer)
    assert not pilot.partners.exists()


def test_earlier_profile_comes_back(team: User) -> None:
    pilot = create_pilot({"title": "Erster Titel"}, by=team)
    edit_profile(pilot, version=1, profile={"title": "Zweiter Titel"}, by=team)
    client = client_of(team)
    entries = client.get(f"{pilot.get_absolute_url()}verlauf/").context["entries"]
    (back,) = [entry["restore_url"] for entry in entries if entry["restore_url"]]
    assert "Erster Titel" in text_of(client.get(back))
    client.post(back, {"version": 2})
    pilot.refresh_from_db()
    assert (pilot.title, pilot.version) == ("Erster Titel", 3)
    client.post(back, {"version": 2})  # a second click
    assert Pilot.objects.get().version == 3


def test_stale_restoring_changes_nothing(team: User) -> None:
    pilot = create_pilot({"title": "Erster Titel"}, by=team)
    edit_profile(pilot, version=1, profile={"title": "Zweiter Titel"}, by=team)
    first = pilot.history.last().history_id
    answer = client_of(team).post(f"{pilot.get_absolute_url()}verlauf/{first}/", {"version": 1})
    assert "Inzwischen wurde das Profil geändert" in messages_of(answer)[0]
    assert Pilot.objects.get().title == "Zweiter Titel"


# Files


def picture(name: str = "bild.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PIXEL, "image/png")


def test_new_picture_replaces_the_old_one(team: User, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    pilot = PilotFactory(published=True)
    client, address = client_of(team), f"{pilot.get_absolute_url()}dateien/"
    client.post(f"{address}?was=bild", {"picture": picture(), "description": "Ein Platz"})
    client.post(f"{address}?was=bild", {"picture": picture(), "description": "Derselbe Platz"})
    file = pilot.files.get()
    assert (file.description, file.content_type) == ("Derselbe Platz", "image/png")
    answer = client_of(None).get(f"/piloten/datei/{file.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:4] == b"\x89PNG"
    client.post(address, {"remove": file.pk})
    assert not pilot.files.exists()


def test_refused_files_say_why(team: User, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    pilot = PilotFactory()
    client, address = client_of(team), f"{pilot.get_absolute_url()}dateien/"
    fake = SimpleUploadedFile("bild.png", b"kein Bild", "image/png")
    answer = client.post(f"{address}?was=bild", {"picture": fake, "description": "Nichts"})
    assert (answer.status_code, bool(answer.context["picture_form"].errors["picture"])) == (422, True)
    answer = client.post(f"{address}?was=bild", {"picture": picture()})
    assert "Bitte beschreiben Sie, was auf dem Bild zu sehen ist." in text_of(answer)
    assert not pilot.files.exists()
