"""After the decision: steps of a pilot, its publication, progress reports, and conditions until they are met."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.models import StatusChange
from people.models import User
from pilots.enums import PilotStatus
from pilots.models import Pilot, ProgressReport
from pilots.services.progress import edit_report
from pilots.steps import STEPS, PilotStep, open_steps
from tests.factories.ideas import PIXEL
from tests.factories.pilots import ConditionFactory, PilotFactory, ProgressReportFactory, ResolutionFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db


def report(**fields: Any) -> dict[str, Any]:
    """What a browser sends for a new report."""
    return {"reported_on": "2021-09-01", "text": "Die Geräte stehen.", "percent": "40", "version": "0", **fields}


# Steps and publication


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_steps_are_taken_where_they_are_offered(team: User, step: PilotStep) -> None:
    client = client_of(team)
    for status in PilotStatus:
        pilot = PilotFactory(status=status, resubmit_on=date(2021, 6, 1) if status == PilotStatus.STORED else None)
        answer = client.post(f"{pilot.get_absolute_url()}schritt/{step.slug}/", {"reason": "Weil es so ist."})
        pilot.refresh_from_db()
        if status in step.sources:
            assert messages_of(answer)[-1] == step.done
            assert (pilot.status != status, pilot.resubmit_on) == (True, None)
            assert StatusChange.objects.get(content_type__model="pilot", object_id=pilot.pk).to_status == pilot.status
        else:
            assert "Schritt ist nicht möglich" in messages_of(answer)[-1]
            assert pilot.status == status


def test_aborting_needs_a_reason(team: User) -> None:
    pilot = PilotFactory(status=PilotStatus.RUNNING)
    assert client_of(team).post(f"{pilot.get_absolute_url()}schritt/abbrechen/").status_code == 422
    assert Pilot.objects.get().status == PilotStatus.RUNNING
    assert [step.slug for step in open_steps(pilot)] == ["abschliessen", "abbrechen"]


def test_publication_shows_and_hides_a_pilot(team: User) -> None:
    pilot = PilotFactory(status=PilotStatus.APPROVED)
    client, address = client_of(team), f"{pilot.get_absolute_url()}veroeffentlichung/"
    assert client_of(None).get(pilot.get_absolute_url()).status_code == 404
    client.post(address)
    assert client_of(None).get(pilot.get_absolute_url()).status_code == 200
    client.post(address, {"zurueck": "1"})
    assert client_of(None).get(pilot.get_absolute_url()).status_code == 404
    assert [row.history_change_reason for row in pilot.history.all()[:2]] == [
        "Veröffentlichung zurückgenommen", "Veröffentlicht",
    ]  # fmt: skip


def test_only_approved_pilots_are_published(team: User) -> None:
    pilot = PilotFactory(status=PilotStatus.LISTED)
    answer = client_of(team).post(f"{pilot.get_absolute_url()}veroeffentlichung/")
    assert messages_of(answer) == ["Veröffentlicht werden nur beschlossene Pilotprojekte."]
    assert Pilot.objects.get().published_at is None


# Progress reports


def test_report_is_saved_with_its_picture(team: User, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    pilot = PilotFactory(published=True)
    client, address = client_of(team), f"{pilot.get_absolute_url()}zwischenstand/"
    for _ in range(2):  # a double click
        picture = {"picture": SimpleUploadedFile("bild.png", PIXEL, "image/png"), "description": "Zwei Masten"}
        client.post(address, report(visible_result="Es leuchtet.", is_public="on", **picture))
    (stored,) = ProgressReport.objects.all()
    assert (stored.percent, stored.by, stored.pictures.get().description) == (40, team, "Zwei Masten")
    text = text_of(client_of(None).get(pilot.get_absolute_url()))
    assert "Es leuchtet." in text
    assert 'alt="Zwei Masten"' in text
    client.post(f"{address}{stored.pk}/", {"remove": "1"})
    assert not ProgressReport.objects.exists()
    assert not pilot.files.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reported_on": str(timezone.localdate() + timedelta(days=2))}, "Dieser Tag liegt in der Zukunft."),
        ({"reported_on": "0020-09-01"}, "Jahreszahl"),
        ({"percent": "101"}, "Bitte geben Sie höchstens 100 an."),
        ({"text": " "}, "Bitte schreiben Sie, was seit dem letzten Mal geschehen ist."),
        ({"picture": b"kein Bild", "description": "Nichts"}, "Diese Art von Datei"),
        ({"picture": PIXEL}, "Bitte beschreiben Sie, was auf dem Bild zu sehen ist."),
    ],
)
def test_report_says_what_is_wrong_and_is_not_half_saved(team: User, fields: dict[str, Any], sentence: str) -> None:
    pilot = PilotFactory(status=PilotStatus.RUNNING)
    if "picture" in fields:
        fields = {**fields, "picture": SimpleUploadedFile("bild.png", fields["picture"], "image/png")}
    answer = client_of(team).post(f"{pilot.get_absolute_url()}zwischenstand/", report(**fields))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not ProgressReport.objects.exists()


def test_stale_report_changes_nothing(team: User) -> None:
    stored = ProgressReportFactory(text="Alt")
    edit_report(stored, version=1, content={"text": "Zwischendurch"}, by=team)
    address = f"{stored.pilot.get_absolute_url()}zwischenstand/{stored.pk}/"
    answer = client_of(team).post(address, report(text="Meiner", version="1"))
    assert answer.status_code == 409
    assert "Zwischendurch" in text_of(answer)
    assert ProgressReport.objects.get().text == "Zwischendurch"


def test_pilots_that_are_not_approved_have_no_reports(team: User) -> None:
    pilot = PilotFactory()
    client, address = client_of(team), f"{pilot.get_absolute_url()}zwischenstand/"
    assert client.get(address).url == pilot.get_absolute_url()
    assert "erst, wenn das Pilotprojekt beschlossen ist" in text_of(client.post(address, report()))


# Conditions


def test_condition_is_met_and_opened_again(team: User) -> None:
    condition = ConditionFactory()
    client, address = client_of(team), f"/piloten/auflagen/{condition.pk}/"
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "Dieser Tag liegt in der Zukunft." in text_of(client.post(address, {"met_on": tomorrow.isoformat()}))
    assert "Jahreszahl" in text_of(client.post(address, {"met_on": "0020-06-01"}))
    client.post(address, {"met_on": "2021-06-01", "proof": "Freigabe vom 1. Juni"})
    condition.refresh_from_db()
    assert (condition.met_on, condition.proof) == (date(2021, 6, 1), "Freigabe vom 1. Juni")
    assert client.post(address).status_code == 422  # without a reason
    client.post(address, {"reason": "Doch nicht geprüft"})
    condition.refresh_from_db()
    assert (condition.met_on, condition.history.first().history_change_reason) == (None, "Doch nicht geprüft")


def test_second_click_on_a_condition_does_not_ask_for_the_reverse(team: User) -> None:
    condition = ConditionFactory()
    client, address = client_of(team), f"/piloten/auflagen/{condition.pk}/"
    met, reopened = {"met_on": "2021-06-01", "proof": "Freigabe"}, {"reason": "Doch nicht geprüft"}
    for post, rows in ((met, 2), (reopened, 3)):
        answers = [client.post(address, post) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert condition.history.count() == rows
    client.post(address, met)
    other = client.post(address, met | {"proof": "Etwas anderes"})  # by somebody else
    assert other.status_code == 422
    assert "schon als erfüllt eingetragen, seit 1. Juni 2021" in text_of(other)
    assert "Etwas anderes" in text_of(other)


def test_list_shows_conditions_that_hold(team: User) -> None:
    ConditionFactory(text="Später", due_on=date(2099, 1, 1))
    ConditionFactory(text="Überfällig", due_on=date(2021, 1, 1))
    ConditionFactory(text="Erledigt", met_on=date(2021, 2, 1))
    former = ConditionFactory(text="Berichtigt").resolution
    ResolutionFactory(entry=former.entry, corrects=former)
    client = client_of(team)
    shown = {
        state: [one.text for one in client.get("/piloten/auflagen/", {"stand": state}).context["page_obj"]]
        for state in ("offen", "erfuellt")
    }
    assert shown == {"offen": ["Überfällig", "Später"], "erfuellt": ["Erledigt"]}
    few = queries_of(client, "/piloten/auflagen/")
    ConditionFactory()
    assert queries_of(client, "/piloten/auflagen/") == few <= 10
