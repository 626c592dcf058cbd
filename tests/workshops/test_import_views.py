"""The pages of the import: upload, preview with corrections, confirmation, and the report afterwards."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import Body, Organisation, User
from tests.factories.people import BodyFactory, OrganisationFactory, UserFactory
from tests.factories.workshops import MeetingFactory, row_below
from tests.workshops.seed import SEED, SEED_FILE
from tests.workshops.test_import_files import REFUSED
from workshops.importing import parse_protocol
from workshops.models import Meeting, ProtocolImport, ProtocolUpload
from workshops.selectors import protocol_content
from workshops.services.importing import import_protocol, keep_upload

pytestmark = pytest.mark.django_db

UPLOAD = reverse("workshops:import_upload")


@pytest.fixture
def team() -> User:
    return UserFactory(team=True)


@pytest.fixture
def editor(client: Client, team: User) -> Client:
    client.force_login(team)
    return client


def post_file(client: Client, content: bytes, name: str = "protokoll.txt") -> Any:
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def preview_of(client: Client, content: bytes | None = None, name: str = "protokoll.txt") -> str:
    """Upload a file (the seed) and return the address of its preview."""
    answer = post_file(client, SEED_FILE.read_bytes() if content is None else content, name)
    assert answer.status_code == 302
    return str(answer.url)


def shown_data(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would post from the preview as it is shown, with some fields changed."""
    forms = client.get(url).context["forms"]
    bound = [*forms.head, *(field for row in forms.attendance for field in row), *forms.attendance.management_form]
    data = {field.html_name: field.value() for field in [*bound, forms.announced["announced"]]}
    data |= changes
    return {name: value for name, value in data.items() if value or (value == 0 and value is not False)}


def test_upload_leads_to_the_preview(editor: Client) -> None:
    page = editor.get(preview_of(editor)).content.decode()
    assert "Zeile 38" in page
    assert "30.09.2021 – Feinschliff des Strategieentwurfs und Gremienvorabstimmung" in page
    assert "Strategiekreis, 14.01.2021: Beschluss der Pilotprojekte" in page


def test_preview_tells_persons_from_organisations(editor: Client) -> None:
    OrganisationFactory(name="Gera Netz")
    text = "Protokoll zur Sitzung der AG X\nTeilnehmer: Max Muster (Gera Netz); Neue Firma (Gera)\n\nI. A\n"
    rows = editor.get(preview_of(editor, text.encode())).context["forms"].attendance.forms
    shown = [(row["organisation"].value(), row["name"].value(), row["is_new"].value()) for row in rows[:2]]
    assert shown == [("Gera Netz", "Max Muster", False), ("Neue Firma (Gera)", "", True)]


def test_preview_names_what_found_no_place(editor: Client) -> None:
    text = "# Protokoll zur Sitzung der AG X\n\n# I. A\n\n| Posten | Betrag |\n|---|---|\n| 1 | 100 |\n"
    page = editor.get(preview_of(editor, text.encode(), "protokoll.md")).content.decode()
    assert "Nicht jede Zeile fand einen Platz." in page
    assert "nicht zugeordnet: <strong>2</strong>" in page


def test_preview_saves_no_protocol(editor: Client) -> None:
    preview_of(editor)
    assert not Meeting.objects.exists()
    assert not Organisation.objects.exists()


def test_confirming_imports_the_seed(editor: Client) -> None:
    url = preview_of(editor)
    answer = editor.post(url, shown_data(editor, url))
    meeting = Meeting.objects.get(number=5)
    assert answer.status_code == 302
    assert answer.url == meeting.get_absolute_url()
    assert protocol_content(meeting.protocol) == SEED
    assert Meeting.objects.get(body__name="Strategiekreis").held_on == date(2021, 1, 14)


def test_confirming_twice_makes_one_protocol(editor: Client) -> None:
    url = preview_of(editor)
    data = shown_data(editor, url)
    assert editor.post(url, data).url == editor.post(url, data).url
    assert ProtocolImport.objects.count() == 1


def test_head_and_attendance_can_be_corrected(editor: Client) -> None:
    body = BodyFactory(name="Andere Gruppe")
    url = preview_of(editor)
    changes = {"body": "andere gruppe", "place": "Rathaus", "teilnahme-0-name": "Frau Beispiel", "announced": []}
    editor.post(url, shown_data(editor, url, **changes))
    meeting = Meeting.objects.get()
    assert (meeting.body, meeting.place) == (body, "Rathaus")
    assert meeting.attendances.first().name == "Frau Beispiel"


def test_the_next_meeting_of_the_own_body_follows_a_correction(editor: Client) -> None:
    BodyFactory(name="Andere Gruppe")
    text = "Protokoll zur Sitzung der Fachgruppe X\nDatum: 04.12.2020\n\nI. A\n- Nächste Sitzung: 14.01.2021\n"
    url = preview_of(editor, text.encode())
    editor.post(url, shown_data(editor, url, body="Andere Gruppe"))
    assert set(Meeting.objects.values_list("body__name", flat=True)) == {"Andere Gruppe"}


def test_stored_organisations_are_offered_under_their_name(editor: Client) -> None:
    OrganisationFactory(name="TAG Wohnen&Service GmbH")
    forms = editor.get(preview_of(editor)).context["forms"]
    assert forms.attendance[2]["organisation"].value() == "TAG Wohnen&Service GmbH"
    assert not forms.attendance[2]["is_new"].value()
    assert forms.attendance[0]["is_new"].value()


def test_new_names_and_similar_ones_are_shown(editor: Client) -> None:
    OrganisationFactory(name="Gera Kultur gGmbH")
    new = editor.get(preview_of(editor)).context["new_names"]
    assert ("Organisation", "Gera Kultur GmbH", "Gera Kultur gGmbH") in new
    assert ("Gremium", SEED.head.body, "") in new


def test_a_new_body_must_be_confirmed(editor: Client) -> None:
    url = preview_of(editor)
    answer = editor.post(url, shown_data(editor, url, body="Tippfeler", new_body=False))
    assert answer.status_code == 422
    assert "Dieses Gremium gibt es noch nicht." in answer.content.decode()
    assert not Body.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": ""}, "Bitte nennen Sie das Gremium."),
        ({"body": "x" * 201}, "höchstens 200 Zeichen"),
        ({"held_on": ""}, "Bitte nennen Sie das Datum."),
        ({"held_on": "31.02.2020"}, "Das ist kein Datum."),
        ({"held_on": "04.12.1820"}, "Das Datum liegt vor dem Jahr 2000."),
        ({"ends_at": "08:00"}, "Das Ende liegt vor dem Beginn."),
        ({"number": "fünf"}, "Das ist keine Zahl."),
        ({"place": "x" * 201}, "höchstens 200 Zeichen"),
        ({"teilnahme-0-is_new": False}, "Diese Organisation gibt es noch nicht."),
        ({"teilnahme-0-organisation": "Elstertal Infraprojekt"}, "Diese Teilnahme steht schon in Zeile 1."),
        ({"announced": ["7"]}, "7"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(editor: Client, changes: dict[str, Any], sentence: str) -> None:
    url = preview_of(editor)
    answer = editor.post(url, shown_data(editor, url, **{"keeper": "Frau Beispiel", **changes}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Frau Beispiel"' in page
    assert not Meeting.objects.exists()
    assert ProtocolUpload.objects.count() == 1


@pytest.mark.parametrize("changes", [{}, {"add": "1"}])
def test_an_incomplete_form_says_so(editor: Client, changes: dict[str, str]) -> None:
    url = preview_of(editor)
    answer = editor.post(url, shown_data(editor, url, **{"teilnahme-TOTAL_FORMS": "", **changes}))
    assert answer.status_code == 422
    assert "Die Seite wurde unvollständig übertragen." in answer.content.decode()
    assert not Meeting.objects.exists()


def test_one_more_row_keeps_what_was_typed(editor: Client) -> None:
    url = preview_of(editor)
    forms = editor.post(url, shown_data(editor, url, place="Rathaus", add="1")).context["forms"]
    assert forms.head["place"].value() == "Rathaus"
    assert len(forms.attendance.forms) == 9


def test_a_draft_of_the_preview_comes_back(editor: Client) -> None:
    url = preview_of(editor)
    assert editor.post(url, shown_data(editor, url, place="Rathaus", draft="save")).status_code == 204
    forms = editor.get(url).context["forms"]
    assert forms.head["place"].value() == "Rathaus"
    assert len(forms.attendance.forms) == 8


def test_discarding_forgets_the_upload(editor: Client) -> None:
    url = preview_of(editor)
    assert editor.post(url, {"discard": "1"}).url == UPLOAD
    assert not ProtocolUpload.objects.exists()


def test_a_known_file_is_noticed_with_a_link(editor: Client) -> None:
    meeting = import_protocol(parse_protocol(SEED_FILE.read_bytes(), SEED_FILE.name), by=None).meeting
    answer = post_file(editor, SEED_FILE.read_bytes(), "umbenannt.txt")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Diese Datei wurde schon am" in page
    assert f'href="{meeting.get_absolute_url()}"' in page
    assert not ProtocolUpload.objects.exists()


def test_a_meeting_with_a_protocol_is_noticed_with_a_link(editor: Client) -> None:
    meeting = MeetingFactory(body__name=SEED.head.body, number=5)
    row_below(meeting.protocol)
    url = preview_of(editor)
    page = editor.get(url).content.decode()
    assert "hat schon ein Protokoll" in page
    assert f'href="{meeting.get_absolute_url()}"' in page
    assert editor.post(url, shown_data(editor, url)).status_code == 422
    assert not ProtocolImport.objects.exists()


def test_a_planned_meeting_is_filled(editor: Client) -> None:
    planned = MeetingFactory(body__name=SEED.head.body, number=5, place="Rathaus")
    url = preview_of(editor)
    assert "Diese Sitzung gibt es schon, ihr Protokoll ist noch leer." in editor.get(url).content.decode()
    editor.post(url, shown_data(editor, url))
    assert ProtocolImport.objects.get().meeting == planned
    assert Meeting.objects.get(pk=planned.pk).place == "Rathaus"


@pytest.mark.parametrize(("filename", "make", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_refused_file_gets_a_sentence_and_leaves_no_trace(
    editor: Client, filename: str, make: Any, sentence: str
) -> None:
    answer = post_file(editor, make(), filename)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&quot;", '"')
    assert not ProtocolUpload.objects.exists()


def test_no_file_gets_a_sentence(editor: Client) -> None:
    answer = editor.post(UPLOAD)
    assert answer.status_code == 422
    assert "Bitte wählen Sie eine Datei." in answer.content.decode()


def test_markup_in_a_file_is_shown_as_text(editor: Client) -> None:
    text = "Protokoll zur Sitzung der Fachgruppe <b>X</b>\nDatum: 04.12.2020\n\nI. A\n- <script>alert(1)</script>\n"
    page = editor.get(preview_of(editor, text.encode())).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_expired_preview_asks_for_the_file_again(editor: Client) -> None:
    url = preview_of(editor)
    ProtocolUpload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    answer = editor.get(url, follow=True)
    assert answer.redirect_chain == [(UPLOAD, 302)]
    assert "Bitte laden Sie die Datei noch einmal hoch." in answer.content.decode()


def test_the_daily_cleaning_forgets_expired_uploads(editor: Client, capsys: pytest.CaptureFixture[str]) -> None:
    preview_of(editor)
    ProtocolUpload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    call_command("clear_stale")
    assert "1 abgelaufene Import-Vorschauen entfernt." in capsys.readouterr().out
    assert not ProtocolUpload.objects.exists()


def test_the_next_upload_forgets_expired_ones(editor: Client) -> None:
    preview_of(editor, b"Protokoll zur Sitzung der AG X")
    ProtocolUpload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    preview_of(editor)
    assert ProtocolUpload.objects.get().filename == "protokoll.txt"


def test_nobody_sees_the_uploads_of_others(client: Client, team: User) -> None:
    upload = keep_upload(SEED_FILE.read_bytes(), SEED_FILE.name, by=team)
    client.force_login(UserFactory(team=True))
    url = reverse("workshops:import_preview", args=[upload.pk])
    assert client.get(url).url == UPLOAD
    assert client.post(url, {"discard": "1"}).url == UPLOAD
    assert ProtocolUpload.objects.filter(pk=upload.pk).exists()


@pytest.mark.parametrize("trait", [{}, {"team": True}, {"admin": True}])
def test_only_editors_see_the_pages(client: Client, team: User, trait: dict[str, bool]) -> None:
    upload = keep_upload(b"Protokoll zur Sitzung der AG X", "protokoll.txt", by=team)
    meeting = import_protocol(parse_protocol(SEED_FILE.read_bytes(), SEED_FILE.name), by=None).meeting
    urls = [UPLOAD, reverse("workshops:import_preview", args=[upload.pk]), f"{meeting.get_absolute_url()}import/"]
    client.force_login(UserFactory(**trait))
    expected = [200, 302, 200] if trait else [404, 404, 404]
    assert [client.get(url).status_code for url in urls] == expected


def test_guests_are_asked_to_sign_in(client: Client, team: User) -> None:
    upload = keep_upload(SEED_FILE.read_bytes(), SEED_FILE.name, by=team)
    for url in [UPLOAD, reverse("workshops:import_preview", args=[upload.pk])]:
        assert client.get(url).url.startswith(reverse("account_login"))


def test_the_report_stays_readable(editor: Client) -> None:
    url = preview_of(editor)
    editor.post(url, shown_data(editor, url))
    page = editor.get(f"{ProtocolImport.objects.get().meeting.get_absolute_url()}import/").content.decode()
    assert "II.1, Ebene 2, bis 30.09.2021" in page
    assert "nicht übernommen" in page


def test_a_meeting_that_was_not_imported_has_no_report(editor: Client) -> None:
    assert editor.get(f"{MeetingFactory().get_absolute_url()}import/").status_code == 404


def test_queries_of_the_preview_do_not_grow_with_lines(editor: Client) -> None:
    head = "Protokoll zur Sitzung der Fachgruppe X\nDatum: 04.12.2020\nTeilnehmer: {}\n\nI. A\n"
    counts = []
    for rows in (1, 30):
        text = head.format(", ".join(f"Firma {row}" for row in range(rows))) + "- a\n" * rows
        url = preview_of(editor, text.encode())
        with CaptureQueriesContext(connection) as queries:
            editor.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
