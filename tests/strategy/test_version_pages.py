"""Pages of versions and consultations: what they show, forms that lose nothing, files, few queries."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from people.enums import BodyKind
from people.models import Body, User
from strategy.enums import FreezeReason, VersionStatus
from strategy.models import Annex, Consultation, StrategyVersion
from strategy.services.annexes import edit_annex, remove_annex
from strategy.services.consultations import consult_bodies
from strategy.services.opinions import answer_opinion, give_opinion, hand_in
from strategy.services.versions import edit_version
from tests.factories.people import BodyFactory
from tests.factories.strategy import (
    ActionFieldFactory,
    AnnexFactory,
    AnnexFileFactory,
    ConsultationFactory,
    MeasureFactory,
    OpinionFactory,
    ReleaseFactory,
    StrategyVersionFactory,
    VisionFactory,
    consulted_version,
    passed_version,
    ready_version,
    small_strategy,
)
from tests.visitors import client_of, messages_of, queries_of, text_of

pytestmark = pytest.mark.django_db

ROOT = "/strategie/fassungen/"


@pytest.fixture
def editor(team: User) -> Client:
    """A browser in which the team is signed in."""
    return client_of(team)


@pytest.fixture
def asked(body: Body, team: User) -> Consultation:
    """The team has asked the body of the member about a small strategy."""
    small_strategy()
    return consulted_version(body, by=team).consultations.get()


# The register and the page of a version -------------------------------------------------------------------------------


def test_first_version_is_made_by_a_button(editor: Client) -> None:
    assert "Erste Fassung anlegen" in text_of(editor.get(ROOT))
    response = editor.post(f"{ROOT}neu/")
    assert response.url == f"{ROOT}1/bearbeiten/"
    response = editor.post(f"{ROOT}neu/")  # a second click
    assert (response.url, StrategyVersion.objects.count()) == (ROOT, 1)
    assert messages_of(response)[-1].startswith("Strategiefassung 1 ist noch nicht beschlossen")


def test_guests_see_what_the_council_has_passed(client: Client) -> None:
    StrategyVersionFactory()
    assert "Noch keine Strategiefassung für Sie" in text_of(client.get(ROOT))
    StrategyVersion.objects.get().delete()
    passed_version()
    assert "Drucksache 123/2021" in text_of(client.get(ROOT))
    page = text_of(client.get(f"{ROOT}1/"))
    assert "30 Ja, 5 Nein, 4 Enthaltungen" in page
    assert "Stände" not in page


def test_next_version_is_hidden_until_it_may_be_read(client: Client, member: User, editor: Client) -> None:
    passed_version()
    editor.post(f"{ROOT}neu/")
    readers = {"guest": client, "member": client_of(member), "editor": editor}
    assert ["Fassung 2" in text_of(one.get(f"{ROOT}1/")) for one in readers.values()] == [False, False, True]


def test_draft_shows_today_and_frozen_version_what_was_frozen(editor: Client) -> None:
    measure = small_strategy()
    strategy = StrategyVersionFactory()
    measure.title = "Umbenannt"
    measure.save()
    assert "Umbenannt" in text_of(editor.get(strategy.get_absolute_url()))
    StrategyVersion.objects.get().delete()
    strategy = consulted_version()
    measure.title = "Nochmals umbenannt"
    measure.save()
    page = text_of(editor.get(strategy.get_absolute_url()))
    assert "Umbenannt" in page
    assert "Nochmals umbenannt" not in page


def test_text_of_the_strategy_is_shown_and_never_run(editor: Client) -> None:
    strategy = StrategyVersionFactory(introduction="<script>alert(1)</script> **fett**\nzweite Zeile")
    field = ActionFieldFactory(name="<b>Feld</b>", visions=[VisionFactory(title="<i>Bild</i>")])
    MeasureFactory(title="<u>Maßnahme</u>", action_fields=[field])
    page = text_of(editor.get(strategy.get_absolute_url()))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <strong>fett</strong><br>zweite Zeile" in page
    assert not any(tag in page for tag in ("<b>Feld", "<i>Bild", "<u>Maßnahme"))


def test_state_tells_whether_it_fits_its_digest(editor: Client, asked: Consultation) -> None:
    address = f"{ROOT}1/staende/{asked.release_id}/"
    assert "ist unverändert" in text_of(editor.get(address))
    release = asked.release
    release.content["title"] = "Gefälscht"
    release.save()
    assert "passt nicht zu seiner Prüfsumme" in text_of(editor.get(address))


def test_digest_can_be_checked_with_the_file(editor: Client, asked: Consultation) -> None:
    file = editor.get(f"{ROOT}1/staende/{asked.release_id}.json").content
    assert hashlib.sha256(file).hexdigest() == asked.release.sha256


# Files ----------------------------------------------------------------------------------------------------------------


def test_pdf_and_docx_say_the_same(editor: Client, asked: Consultation) -> None:
    pdf = PdfReader(io.BytesIO(editor.get(f"{ROOT}1.pdf").content))
    printed = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    word = docx.Document(io.BytesIO(editor.get(f"{ROOT}1.docx").content))
    written = [paragraph.text for paragraph in word.paragraphs]
    for heading in ("1 Einleitung", "2.1 Vernetzte Stadt", "4.2.1 Ausgangslage", "5.1 Leuchten umrüsten"):
        assert heading in printed
        assert heading in written
    assert asked.release.sha256[:20] in printed.replace("\u200b", "")
    assert f"Prüfsumme (SHA-256):\t{asked.release.sha256}" in written
    assert [cell.text for cell in word.tables[0].rows[1].cells] == ["Vernetzte Stadt", "Mobilität"]


def test_pdf_has_contents_with_pages_and_a_described_picture(editor: Client, asked: Consultation) -> None:
    pdf = PdfReader(io.BytesIO(editor.get(f"{ROOT}1.pdf").content))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "1 Einleitung" in [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    contents = " ".join(pdf.pages[1].extract_text().split())
    assert "Inhalt" in contents
    assert "5.1 Leuchten umrüsten" in contents
    assert any("Linie verbindet" in str(text) for text in alternatives(pdf.trailer["/Root"]["/StructTreeRoot"]))


def alternatives(element: Any) -> list[str]:
    """Return the texts that stand for pictures in the tree of a tagged PDF."""
    element = element.get_object()
    if isinstance(element, list):
        return [text for child in element for text in alternatives(child)]
    if not hasattr(element, "get"):
        return []
    own = [element["/Alt"]] if "/Alt" in element else []
    return own + (alternatives(element["/K"]) if "/K" in element else [])


def test_docx_links_its_contents_and_describes_its_picture(editor: Client, asked: Consultation) -> None:
    word = docx.Document(io.BytesIO(editor.get(f"{ROOT}1.docx").content))
    xml = word.element.body.xml
    assert "TOC \\o" in xml
    assert 'w:anchor="_einleitung"' in xml
    assert 'w:name="_einleitung"' in xml
    assert [shape._inline.docPr.get("descr")[:5] for shape in word.inline_shapes] == ["Links"]


@pytest.mark.parametrize(("status", "label"), [(VersionStatus.IN_CONSULTATION, "Entwurf"), ("ready", "beschlussreif")])
def test_file_says_how_far_the_version_is(editor: Client, status: str, label: str) -> None:
    strategy = consulted_version() if status == VersionStatus.IN_CONSULTATION else ready_version()
    word = docx.Document(io.BytesIO(editor.get(f"{ROOT}{strategy.number}.docx").content))
    assert f"{label}, Stand {timezone.localdate():%d.%m.%Y}" in [one.text for one in word.paragraphs]


def test_unchanged_file_is_not_sent_twice(editor: Client, asked: Consultation) -> None:
    first = editor.get(f"{ROOT}1.pdf")
    second = editor.get(f"{ROOT}1.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, second.status_code) == (200, 304)


# Texts, annexes, steps ------------------------------------------------------------------------------------------------


def test_stale_text_shows_both(editor: Client, team: User) -> None:
    strategy = StrategyVersionFactory()
    edit_version(strategy, version=1, head={"introduction": "Von der Kollegin."}, by=team)
    typed = {"title": strategy.title, "introduction": "Von mir.", "version": 1}
    response = editor.post(f"{ROOT}1/bearbeiten/", typed)
    assert response.status_code == 409
    assert "Von der Kollegin." in text_of(response)
    assert "Von mir." in text_of(response)
    response = editor.post(f"{ROOT}1/bearbeiten/", {**typed, "version": 2})
    assert response.url == strategy.get_absolute_url()


@pytest.mark.parametrize("page", ["bearbeiten", "anlagen/neu", "abstimmung/fragen"])
def test_empty_forms_say_what_is_missing(editor: Client, page: str) -> None:
    StrategyVersionFactory()
    response = editor.post(f"{ROOT}1/{page}/", {"version": 1})
    assert response.status_code == 422
    assert "Bitte" in text_of(response)


def test_only_publication_is_asked_of_a_passed_version(editor: Client) -> None:
    strategy = passed_version()
    form = editor.get(f"{ROOT}1/bearbeiten/").context["form"]
    assert form.shown == ["is_public"]
    assert editor.post(f"{ROOT}1/bearbeiten/", {"is_public": "on", "version": strategy.version}).status_code == 302


def test_annexes_are_written_moved_and_removed(editor: Client) -> None:
    StrategyVersionFactory()
    for title in ("Eins", "Zwei"):
        assert editor.post(f"{ROOT}1/anlagen/neu/", {"title": title, "text": "Text"}).status_code == 302
    editor.post(f"{ROOT}1/anlagen/zwei/ordnen/", {"zug": "hoch"})
    assert [one.title for one in Annex.objects.all()] == ["Zwei", "Eins"]
    editor.post(f"{ROOT}1/anlagen/zwei/", {"title": "Zwei", "text": "Anders", "version": 1})
    assert Annex.objects.get(slug="zwei").text == "Anders"
    editor.post(f"{ROOT}1/anlagen/eins/ordnen/", {"zug": "entfernen"})
    assert [one.title for one in Annex.objects.all()] == ["Zwei"]


def test_earlier_texts_come_back(editor: Client, team: User) -> None:
    strategy = StrategyVersionFactory(introduction="Früher.")
    edit_version(strategy, version=1, head={"introduction": "Heute."}, by=team)
    annex = AnnexFactory(strategy=strategy, title="Plan", text="Alter Plan.")
    edit_annex(annex, version=1, title="Plan", text="Neuer Plan.", by=team)
    first, old = strategy.history.earliest().history_id, annex.history.earliest().history_id
    history, urls = f"{ROOT}1/verlauf/", (f"{ROOT}1/verlauf/{first}/", f"{ROOT}1/verlauf/anlage/{old}/")
    for url in urls:
        assert f'href="{url}"' in text_of(editor.get(history))
        assert "<del>" in text_of(editor.get(url))
        stale = editor.post(url, {"version": 1})
        assert stale.url == url
        assert editor.post(url, {"version": 2}).url == strategy.get_absolute_url()
    assert StrategyVersion.objects.get().introduction == "Früher."
    assert Annex.objects.get().text == "Alter Plan."


def test_removed_annex_comes_back_once(editor: Client, team: User) -> None:
    annex = AnnexFactory(strategy=StrategyVersionFactory(), title="Plan", text="Der Plan.")
    remove_annex(annex, by=team)
    url = f"{ROOT}1/verlauf/anlage/{Annex.history.latest().history_id}/"
    assert f'href="{url}"' in text_of(editor.get(f"{ROOT}1/verlauf/"))
    preview = text_of(editor.get(url))
    assert "Der Plan." in preview
    assert "Bilder und Dateien fügen Sie danach wieder hinzu" in preview
    for _ in range(2):
        editor.post(url, {"version": 0})
    assert [(one.title, one.text) for one in Annex.objects.all()] == [("Plan", "Der Plan.")]


@pytest.mark.parametrize("status", [VersionStatus.READY, VersionStatus.PASSED])
def test_texts_that_the_council_has_do_not_come_back(editor: Client, team: User, status: str) -> None:
    strategy = StrategyVersionFactory(introduction="Früher.")
    changed = edit_version(strategy, version=1, head={"introduction": "Heute."}, by=team)
    changed.status = status
    changed.save()
    url = f"{ROOT}1/verlauf/{strategy.history.earliest().history_id}/"
    assert f'href="{url}"' not in text_of(editor.get(f"{ROOT}1/verlauf/"))
    assert "ändert sich nicht mehr" in messages_of(editor.post(url, {"version": 2}))[0]
    assert StrategyVersion.objects.get().introduction == "Heute."


def test_step_names_what_is_to_be_done_before(editor: Client, asked: Consultation) -> None:
    page = text_of(editor.get(f"{ROOT}1/schritt/beschlussreif/"))
    assert "Das ist vorher zu tun" in page
    assert asked.get_absolute_url() in page
    hand_in(asked, by=None)
    assert "Das geschieht" in text_of(editor.get(f"{ROOT}1/schritt/beschlussreif/"))
    assert editor.post(f"{ROOT}1/schritt/beschlussreif/").url == f"{ROOT}1/"
    assert StrategyVersion.objects.get().status == VersionStatus.READY


def test_council_resolution_makes_it_final(editor: Client) -> None:
    ready_version()
    council = BodyFactory(kind=BodyKind.COUNCIL, name="Stadtrat")
    typed = {
        "body": council.pk,
        "resolved_on": timezone.localdate().isoformat(),
        "paper_number": "123/2021",
        "votes_yes": 10,
        "votes_no": 20,
        "votes_abstained": 0,
    }
    response = editor.post(f"{ROOT}1/beschluss/", typed)
    assert response.status_code == 422
    assert "Ohne Mehrheit" in text_of(response)
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = editor.post(f"{ROOT}1/beschluss/", {**typed, "votes_no": 2, "resolved_on": tomorrow.isoformat()})
    assert "liegt in der Zukunft" in text_of(response)
    assert editor.post(f"{ROOT}1/beschluss/", {**typed, "votes_no": 2}).status_code == 302
    assert editor.post(f"{ROOT}1/beschluss/", {**typed, "votes_no": 2}).status_code == 302  # a second click
    other = editor.post(f"{ROOT}1/beschluss/", {**typed, "votes_no": 3})
    assert (other.status_code, other.context["form"]["votes_no"].value()) == (422, "3")
    assert "mit anderen Angaben" in text_of(other)
    assert StrategyVersion.objects.get().releases.filter(kind=FreezeReason.PASSED).count() == 1


def typed_again(page: Any) -> dict[str, Any]:
    """Return what a form holds that was just shown."""
    form = page.context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) is not None}


def test_slip_in_the_resolution_is_corrected_and_frozen_anew(editor: Client, team: User) -> None:
    strategy = passed_version(by=team)
    page = f"{ROOT}1/beschluss/berichtigen/"
    typed = typed_again(editor.get(page)) | {"paper_number": "321/2021"}
    assert editor.post(page, typed).status_code == 422  # no reason
    typed["reason"] = "Zahlendreher"
    assert editor.post(page, typed).status_code == 302
    assert editor.post(page, typed).status_code == 302  # a second click
    last, first = strategy.releases.filter(kind=FreezeReason.PASSED)
    assert ["Drucksache", "123/2021"] in first.content["facts"]
    assert ["Drucksache", "321/2021"] in last.content["facts"]
    assert last.content["facts"][-1] == ["Berichtigt", f"{timezone.localdate():%d.%m.%Y}: Zahlendreher"]
    stale = editor.post(page, typed | {"paper_number": "1/2021"})
    assert (stale.status_code, stale.context["form"]["paper_number"].value()) == (422, "1/2021")


def test_introduction_typed_while_it_was_frozen_is_refused_and_kept(editor: Client) -> None:
    strategy = ready_version()
    typed = {"version": strategy.version, "title": strategy.title, "introduction": "Noch schnell getippt"}
    response = editor.post(f"{ROOT}1/bearbeiten/", typed)
    assert response.status_code == 422
    assert "ändert sich nicht mehr" in text_of(response)
    assert "Noch schnell getippt" in text_of(response)


# Comparing ------------------------------------------------------------------------------------------------------------


def test_comparison_with_today_shows_the_words(editor: Client, asked: Consultation) -> None:
    edit_version(asked.strategy, version=1, head={"introduction": "Gera wird grün."}, by=None)
    page = text_of(editor.get(f"{ROOT}vergleich/", {"von": f"1-{asked.release_id}", "mit": "1-heute"}))
    assert "1 geändert" in page
    assert "<del>smart</del><ins>grün</ins>" in page


@pytest.mark.parametrize("key", ["1-heute", "7-1", "x", "1-999999"])
def test_states_that_one_may_not_read_are_not_compared(member: User, asked: Consultation, key: str) -> None:
    response = client_of(member).get(f"{ROOT}vergleich/", {"von": f"1-{asked.release_id}", "mit": key})
    assert response.status_code == 404


# Consultations --------------------------------------------------------------------------------------------------------


def test_bodies_are_asked_in_one_form(editor: Client) -> None:
    StrategyVersionFactory()
    bodies = BodyFactory.create_batch(2)
    typed = {"bodies": [one.pk for one in bodies], "due_on": (timezone.localdate() + timedelta(days=9)).isoformat()}
    assert editor.post(f"{ROOT}1/abstimmung/fragen/", typed).url == f"{ROOT}1/abstimmung/"
    assert "0 von 2 Gremien haben geantwortet" in text_of(editor.get(f"{ROOT}1/abstimmung/"))


def test_member_writes_hands_in_and_takes_back(asked: Consultation, member: User) -> None:
    browser, here = client_of(member), asked.get_absolute_url()
    assert f"{here}stelle/einleitung/" in text_of(browser.get(here))
    assert "Gera wird smart." in text_of(browser.get(f"{here}stelle/einleitung/"))
    response = browser.post(f"{here}stelle/einleitung/", {"text": "Mehr dazu."})
    opinion = asked.opinions.get()
    assert response.url == f"{here}#stellungnahme-{opinion.pk}"
    browser.post(f"{here}stellungnahme/{opinion.pk}/", {"text": "Viel mehr dazu.", "version": 1})
    response = browser.post(f"{here}stellungnahme/{opinion.pk}/", {"text": "Weniger.", "version": 1})
    assert response.status_code == 409
    assert "Viel mehr dazu." in text_of(response)
    assert browser.post(f"{here}abgeben/").url == here
    assert "Stellung nehmen" not in text_of(browser.get(here))
    assert browser.post(f"{here}zurueckholen/").url == here
    browser.post(f"{here}stellungnahme/{opinion.pk}/", {"remove": "1"})
    assert not asked.opinions.exists()


def test_opinion_typed_while_another_member_hands_in_stays(asked: Consultation, member: User) -> None:
    browser, page = client_of(member), asked.get_absolute_url()
    opinion = give_opinion(asked, part_key="", text="Gut so.", by=member)
    hand_in(asked, by=member)
    for form in (f"{page}stelle/", f"{page}stellungnahme/{opinion.pk}/"):
        response = browser.post(form, {"text": "Noch schnell getippt", "version": 1})
        assert response.status_code == 422
        assert "Noch schnell getippt" in text_of(response)
        assert browser.get(form).status_code == 302


def test_second_click_on_any_form_of_a_version_is_harmless(editor: Client, asked: Consultation, member: User) -> None:
    annex = AnnexFactory(strategy=asked.strategy)
    opinion = give_opinion(asked, part_key="", text="Gut so.", by=member)
    opinion_page = f"{asked.get_absolute_url()}stellungnahme/{opinion.pk}/"
    forms = [
        (f"{ROOT}1/bearbeiten/", {"version": 1, "title": "Strategie", "introduction": "Zweimal"}),
        (f"{ROOT}1/anlagen/{annex.slug}/", {"version": 1, "title": "Begriffe", "text": "Zweimal"}),
        (opinion_page, {"version": 1, "text": "Zweimal"}),
    ]
    answer = f"{asked.get_absolute_url()}antwort/{opinion.pk}/"
    forms[0][1]["version"] = asked.strategy.version
    for page, typed in forms:
        assert [editor.post(page, typed).status_code for _ in range(2)] == [302, 302]
    hand_in(asked, by=member)
    typed = {"version": 2, "outcome": "adopted", "reason": "Zweimal"}
    assert [editor.post(answer, typed).status_code for _ in range(2)] == [302, 302]


def test_part_that_is_not_there_cannot_be_commented(asked: Consultation, member: User) -> None:
    assert client_of(member).get(f"{asked.get_absolute_url()}stelle/gibt-es-nicht/").status_code == 404


def test_answer_leads_on_to_the_next_opinion(editor: Client, asked: Consultation) -> None:
    first, second = (give_opinion(asked, part_key="", text=text, by=None) for text in ("Eins.", "Zwei."))
    hand_in(asked, by=None)
    here = asked.get_absolute_url()
    response = editor.post(f"{here}antwort/{first.pk}/", {"outcome": "partly", "reason": "", "version": 1})
    assert (response.status_code, "Bitte begründen Sie die Antwort." in text_of(response)) == (422, True)
    response = editor.post(f"{here}antwort/{first.pk}/", {"outcome": "partly", "reason": "Teils.", "version": 1})
    assert response.url == f"{here}#stellungnahme-{second.pk}"


def test_overview_shows_only_opinions_that_one_may_read(asked: Consultation, member: User, stranger: User) -> None:
    give_opinion(asked, part_key="", text="Nur für uns.", by=None)
    hand_in(asked, by=None)
    address = f"{ROOT}1/abstimmung/"
    shown = ["Nur für uns." in text_of(client_of(one).get(address)) for one in (member, stranger)]
    assert shown == [True, False]
    assert "1 von 1 Gremien hat geantwortet" in text_of(client_of(stranger).get(address))


def test_table_of_opinions_and_answers(editor: Client, asked: Consultation) -> None:
    opinion = give_opinion(asked, part_key="einleitung", text="=1+1", by=None)
    hand_in(asked, by=None)
    answer_opinion(opinion, version=1, outcome="not_adopted", reason="Passt nicht.", by=None)
    response = editor.get(f"{ROOT}1/abstimmung/tabelle.xlsx")
    rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)
    assert rows == [
        ("Gremium", "Stelle", "Stellungnahme", "Antwort", "Begründung"),
        (str(asked.body), "1 Einleitung", "'=1+1", "nicht übernommen", "Passt nicht."),
    ]


# Queries --------------------------------------------------------------------------------------------------------------


def test_pages_need_the_same_queries_for_many_rows(editor: Client, body: Body) -> None:
    def filled(rows: int) -> list[int]:
        fields = [ActionFieldFactory(visions=[VisionFactory()]) for _ in range(rows)]
        for field in fields:
            MeasureFactory(action_fields=[field])
        AnnexFactory.create_batch(rows, strategy=strategy)
        OpinionFactory.create_batch(rows, consultation=asked, text="Gut.")
        return [queries_of(editor, address) for address in addresses]

    strategy = consulted_version(body)
    asked = strategy.consultations.get()
    hand_in(asked, by=None)
    addresses = [
        ROOT,
        f"{ROOT}1/",
        f"{ROOT}1/staende/",
        f"{ROOT}1/abstimmung/",
        asked.get_absolute_url(),
        f"{ROOT}vergleich/?von=1-{asked.release_id}&mit=1-heute",
        "/strategie/stellungnahmen/beantworten/",
    ]
    few = filled(1)
    assert filled(29) == few
    assert max(few) <= 10, few
    draft = StrategyVersionFactory()
    assert queries_of(editor, draft.get_absolute_url()) <= 10


def test_list_of_what_waits_takes_the_same_queries_for_many_rows(asked: Consultation, member: User) -> None:
    client, address = client_of(member), "/strategie/stellungnahmen/"
    one = queries_of(client, address)
    for _ in range(5):
        ConsultationFactory(release=ReleaseFactory(strategy=asked.strategy), body=asked.body)
    assert queries_of(client, address) == one <= 10
    assert len(client.get(address).context["page_obj"].object_list) == 6


def test_opinion_form_shows_the_picture_that_it_is_about(body: Body, member: User) -> None:
    annex = AnnexFactory(title="Plan", slug="plan")
    stored = AnnexFileFactory(annex=annex, stored__width=40, stored__height=30, description="Vierzig Leuchten.").stored
    due_on = timezone.localdate() + timedelta(days=14)
    [consultation] = consult_bodies(annex.strategy, [body], due_on=due_on, by=None)
    page = text_of(client_of(member).get(f"{consultation.get_absolute_url()}stelle/anlage-plan/"))
    assert f'src="{ROOT}dateien/{stored.sha256}/" alt="Vierzig Leuchten."' in page
