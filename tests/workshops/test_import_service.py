"""What an import makes in the database: everything that the file says, once, or nothing."""

import threading
import time
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from common.models import StatusChange
from people.enums import BodyKind
from people.models import Body, Organisation
from tests.factories.people import BodyFactory, OrganisationFactory, UserFactory
from tests.factories.workshops import MeetingFactory, row_below
from tests.workshops.outlines import read_text
from tests.workshops.seed import SEED, SEED_FILE
from workshops.enums import MeetingStatus, ProtocolStatus
from workshops.importing import ImportRefused, Recognition, parse_protocol
from workshops.models import Meeting, Point, Protocol, ProtocolImport, ProtocolUpload, Section
from workshops.selectors import agenda_of, protocol_content, protocol_sections
from workshops.services.importing import AlreadyThereError, confirm_upload, import_protocol, keep_upload
from workshops.services.meetings import create_meeting

pytestmark = pytest.mark.django_db

HEAD = "Protokoll zum 5. Workshop der Fachgruppe Energie\nDatum: 04.12.2020\n"
BODY = "\nI. A\n1 B\n- c\n"


def seed() -> Any:
    return parse_protocol(SEED_FILE.read_bytes(), SEED_FILE.name)


def everything() -> dict[str, int]:
    """How many rows each table of our own has."""
    own = (model for model in apps.get_models() if model._meta.app_label in ("common", "people", "workshops"))
    return {model.__name__: model._default_manager.count() for model in own}


def test_seed_becomes_meeting_attendance_and_protocol() -> None:
    meeting = import_protocol(seed(), by=None).meeting
    assert protocol_content(meeting.protocol) == SEED


def test_seed_is_held_and_a_draft() -> None:
    meeting = import_protocol(seed(), by=None).meeting
    assert (meeting.status, meeting.protocol.status) == (MeetingStatus.HELD, ProtocolStatus.DRAFT)


def test_every_row_says_where_it_came_from() -> None:
    meeting = import_protocol(seed(), by=None).meeting
    reason = f"Import aus {SEED_FILE.name}"
    rows = [*Section.objects.all(), *Point.objects.all(), *meeting.attendances.all(), *Organisation.objects.all()]
    first_reasons = {row.history.earliest().history_change_reason for row in [*rows, meeting, meeting.body]}
    assert first_reasons == {reason}
    assert set(StatusChange.objects.values_list("reason", flat=True)) == {reason}


def test_the_record_keeps_file_and_report() -> None:
    parsed = seed()
    team = UserFactory(team=True)
    record = import_protocol(parsed, by=team)
    record.refresh_from_db()
    assert (record.sha256, record.filename, record.imported_by_name) == (parsed.sha256, SEED_FILE.name, team.name)
    assert tuple(record.lines) == parsed.report


def test_stored_bodies_and_organisations_are_used_whatever_their_spelling() -> None:
    body = BodyFactory(name="Fachgruppe Unternehmen der Kommunalen Infrastruktur")
    names = ["TAG Wohnen&Service GmbH", "Zweckverband Wasser / Abwasser Mittleres Elstertal", "gera kultur gmbh"]
    known = {OrganisationFactory(name=name).pk for name in names}
    meeting = import_protocol(seed(), by=None).meeting
    assert meeting.body == body
    assert known < set(meeting.attendances.values_list("organisation", flat=True))
    assert Organisation.objects.count() == 7


def test_persons_attend_for_their_organisations() -> None:
    OrganisationFactory(name="Stadtwerke Beispiel", short_name="SWB")
    people = "Teilnehmer: Max Muster (SWB); Erika Beispiel, Neue Firma GmbH; Erika Beispiel (Neue Firma GmbH)\n"
    meeting = import_protocol(read_text(HEAD + people + BODY), by=None).meeting
    entries = list(meeting.attendances.values_list("organisation__name", "name"))
    assert entries == [("Stadtwerke Beispiel", "Max Muster"), ("Neue Firma GmbH", "Erika Beispiel")]


@pytest.mark.parametrize(
    ("name", "kind", "genitive", "slug"),
    [
        ("Fachgruppe Wärme", BodyKind.SPECIALIST_GROUP, "der Fachgruppe Wärme", "fachgruppe-waerme"),
        ("Strategiekreis", BodyKind.STEERING, "des Strategiekreises", "strategiekreis"),
        ("Ausschuss für Bau", BodyKind.COUNCIL, "des Ausschusses für Bau", "ausschuss-fuer-bau"),
        ("AG Mobilität", BodyKind.WORKING_GROUP, "", "ag-mobilitaet"),
    ],
)
def test_a_new_body_gets_kind_genitive_and_address(name: str, kind: str, genitive: str, slug: str) -> None:
    body = import_protocol(
        read_text(f"Protokoll zur Sitzung – {name}\nDatum: 04.12.2020\n{BODY}"), by=None
    ).meeting.body
    assert (body.name, body.kind, body.genitive, body.slug) == (name, kind, genitive, slug)


def test_a_second_new_body_gets_an_address_of_its_own() -> None:
    BodyFactory(name="Anderes", slug="fachgruppe-energie")
    assert import_protocol(read_text(HEAD + BODY), by=None).meeting.body.slug == "fachgruppe-energie-2"


def test_announced_meetings_are_planned_with_their_subject() -> None:
    parsed = seed()
    import_protocol(parsed, by=None, announced=parsed.announced)
    board = Meeting.objects.get(body__name="Strategiekreis")
    assert (board.held_on, board.status) == (date(2021, 1, 14), MeetingStatus.PLANNED)
    assert agenda_of(protocol_sections(board.protocol)) == [("I.1", "Beschluss der Pilotprojekte")]


def test_an_announced_meeting_that_is_there_stays_alone() -> None:
    board = MeetingFactory(body__name="Strategiekreis", held_on=date(2021, 1, 14))
    parsed = seed()
    import_protocol(parsed, by=None, announced=parsed.announced)
    assert list(Meeting.objects.filter(body__name="Strategiekreis")) == [board]


def test_example_data_are_marked() -> None:
    parsed = seed()
    import_protocol(parsed, by=None, announced=parsed.announced, is_example=True)
    for model in (Meeting, Body, Organisation):
        assert not model.objects.filter(is_example=False).exists()


def test_a_planned_meeting_of_that_number_is_filled() -> None:
    body = BodyFactory(name="Fachgruppe Energie")
    planned = create_meeting(
        body=body, number=5, held_on=date(2020, 12, 3), agenda=["geplant"], attendance=[OrganisationFactory()], by=None
    )
    imported = import_protocol(read_text(HEAD + "Teilnehmer: Tilia GmbH\n" + BODY), by=None)
    assert imported.meeting.pk == planned.pk
    content = protocol_content(Protocol.objects.get(meeting=planned))
    assert [section.title for section in content.sections] == ["A"]
    assert [entry.organisation for entry in content.head.attendance] == ["Tilia GmbH"]
    assert content.head.held_on == date(2020, 12, 4)


def test_a_planned_meeting_of_that_day_without_number_is_filled() -> None:
    planned = create_meeting(body=BodyFactory(name="Fachgruppe Energie"), held_on=date(2020, 12, 4), by=None)
    assert import_protocol(read_text(HEAD + BODY), by=None).meeting.pk == planned.pk


def test_what_the_file_does_not_say_stays() -> None:
    create_meeting(body=BodyFactory(name="Fachgruppe Energie"), held_on=date(2020, 12, 4), place="Rathaus", by=None)
    assert import_protocol(read_text(HEAD + BODY), by=None).meeting.place == "Rathaus"


def test_a_meeting_with_points_is_refused() -> None:
    meeting = MeetingFactory(body__name="Fachgruppe Energie", number=5)
    row_below(meeting.protocol)
    parsed = read_text(HEAD + BODY)
    before = everything()
    with pytest.raises(AlreadyThereError, match="hat schon ein Protokoll") as refused:
        import_protocol(parsed, by=None)
    assert refused.value.meeting == meeting
    assert everything() == before


def test_the_same_file_is_refused() -> None:
    first = import_protocol(seed(), by=None)
    before = everything()
    with pytest.raises(AlreadyThereError, match="wurde schon am") as refused:
        import_protocol(seed(), by=None)
    assert refused.value.meeting == first.meeting
    assert everything() == before


@pytest.mark.parametrize(
    ("head", "missing"),
    [("Datum: 04.12.2020\n", "das Gremium"), ("Protokoll zur Sitzung der Fachgruppe Energie\n", "das Datum")],
)
def test_a_head_that_says_too_little_is_refused(head: str, missing: str) -> None:
    before = everything()
    with pytest.raises(ImportRefused, match=missing):
        import_protocol(read_text(head + BODY), by=None)
    assert everything() == before


def test_a_head_that_breaks_the_rules_leaves_nothing() -> None:
    before = everything()
    with pytest.raises(ValidationError):
        import_protocol(read_text(f"{HEAD}Ort: {'x' * 300}\n{BODY}"), by=None)
    assert everything() == before


def test_decisions_and_tasks_keep_votes_and_status() -> None:
    lines = (
        "- Beschluss: Es gilt. (Ja: 3, Nein: 1, Enthaltungen: 0, Befangen: 2)\n"
        "- Aufgabe: Tun (verantwortlich: Tilia GmbH, bis 12.03.2021, Status: in Arbeit)\n"
    )
    parsed = read_text(HEAD + BODY + lines)
    OrganisationFactory(name="Tilia GmbH")
    meeting = import_protocol(parsed, by=None).meeting
    assert protocol_content(meeting.protocol).sections == parsed.content.sections
    assert Point.objects.get(kind="task").organisation == Organisation.objects.get(name="Tilia GmbH")


def test_only_editors_import() -> None:
    with pytest.raises(PermissionDenied):
        import_protocol(seed(), by=UserFactory())
    with pytest.raises(PermissionDenied):
        keep_upload(SEED_FILE.read_bytes(), SEED_FILE.name, by=UserFactory())


def test_a_second_confirmation_makes_no_second_protocol() -> None:
    team = UserFactory(team=True)
    upload = keep_upload(SEED_FILE.read_bytes(), SEED_FILE.name, by=team)
    options = {
        "by": team,
        "head": {"body": BodyFactory(), "held_on": date(2020, 12, 4)},
        "attendance": [],
        "announced": [],
    }
    assert confirm_upload(upload.pk, **options) == confirm_upload(upload.pk, **options)
    assert ProtocolImport.objects.count() == Meeting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_file_at_the_same_moment_is_imported_once() -> None:
    """Two editors confirm at once, each under another body: the second waits for the first and is refused."""
    has_written = threading.Event()
    bodies = [BodyFactory(), BodyFactory()]

    def import_under(body: Body) -> None:
        import_protocol(seed(), by=None, head={"body": body, "held_on": date(2020, 12, 4)})

    def first() -> None:
        with transaction.atomic():
            import_under(bodies[0])
            has_written.set()
            time.sleep(0.5)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    has_written.wait(timeout=20)
    with pytest.raises(AlreadyThereError):
        import_under(bodies[1])
    thread.join()
    assert [meeting.body for meeting in Meeting.objects.all()] == bodies[:1]


def test_a_confirmed_upload_forgets_its_file() -> None:
    team = UserFactory(team=True)
    upload = keep_upload(SEED_FILE.read_bytes(), SEED_FILE.name, by=team)
    confirm_upload(
        upload.pk, by=team, head={"body": BodyFactory(), "held_on": date(2020, 12, 4)}, attendance=[], announced=[]
    )
    upload.refresh_from_db()
    assert bytes(upload.content) == b""


def test_a_refused_file_is_not_kept() -> None:
    with pytest.raises(ImportRefused):
        keep_upload(b"%PDF-1.7", "protokoll.docx", by=UserFactory(team=True))
    assert not ProtocolUpload.objects.exists()


def test_command_imports_and_reports(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_protocol", str(SEED_FILE), announced=True)
    output = capsys.readouterr().out
    assert "Zeile 38: - o 30.09.2021 – Feinschliff des Strategieentwurfs und Gremienvorabstimmung\n" in output
    assert "    → Meilenstein: II.1, Ebene 2, bis 30.09.2021\n" in output
    assert "40 Zeilen. Kopfangabe: 4, Teilnahme: 1, Abschnitt: 3, TOP: 5, Information: 19" in output
    assert set(Meeting.objects.values_list("body__name", flat=True)) == {SEED.head.body, "Strategiekreis"}


def test_command_dry_run_saves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = everything()
    call_command("import_protocol", str(SEED_FILE), dry_run=True)
    assert capsys.readouterr().out.endswith("Es wurde nichts gespeichert.\n")
    assert everything() == before


def test_command_names_the_meeting_of_a_known_file(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_protocol", str(SEED_FILE))
    with pytest.raises(CommandError, match=r"wurde schon am .* /workshops/fachgruppe"):
        call_command("import_protocol", str(SEED_FILE))


def test_command_refuses_with_a_sentence(tmp_path: Any) -> None:
    with pytest.raises(CommandError, match="kann nicht gelesen werden"):
        call_command("import_protocol", str(tmp_path / "fehlt.txt"))
    (tmp_path / "leer.txt").write_bytes(b"")
    with pytest.raises(CommandError, match="Die Datei ist leer"):
        call_command("import_protocol", str(tmp_path / "leer.txt"))


def test_report_counts_every_line_once() -> None:
    record = import_protocol(seed(), by=None)
    assert sum(line.recognition == Recognition.MILESTONE for line in record.lines) == 3
