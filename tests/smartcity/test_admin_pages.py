"""Every page of the admin, for every model and every role; lists ask as many queries for ten rows as for one."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook
from post_office.models import Email

from common.models import FormDraft, ReferenceCounter, StatusChange
from ideas.models import (
    AccessCode,
    Answer,
    Attachment,
    Call,
    CoAuthor,
    ConsentText,
    Contact,
    Idea,
    IdeaDraft,
    Inquiry,
    Merge,
    MergeMember,
    Question,
    Remark,
    SavedFilter,
    SearchWord,
    Uptake,
)
from milestones.models import CalendarKey, DateChange, Milestone, Predecessor, Reminder
from milestones.models import Criterion as MilestoneCriterion
from people.models import Body, Membership, Organisation, SecondFactor, User
from pilots.models import (
    Condition,
    Cost,
    Criterion,
    Entry,
    MeasureSource,
    Partner,
    Pilot,
    PilotFile,
    PilotList,
    ProgressReport,
    Proposal,
    Referral,
    Release,
    Resolution,
    Review,
    Reviewer,
    Score,
    Source,
    Tender,
    TenderStep,
)
from strategy.models import (
    ActionField,
    ActionFieldVision,
    Annex,
    AnnexFile,
    ConceptLink,
    Consultation,
    CouncilResolution,
    Indicator,
    IndicatorValue,
    Measure,
    MeasureField,
    Opinion,
    StoredFile,
    StrategyVersion,
    SubConcept,
    SubConceptSection,
    Vision,
)
from strategy.models import Release as StrategyRelease
from tests.factories.people import BodyFactory, OrganisationFactory, UserFactory
from tests.factories.registered import MAKERS
from tests.factories.workshops import MeetingFactory
from tests.visitors import client_of
from workshops.models import (
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    Point,
    Protocol,
    ProtocolImport,
    ProtocolUpload,
    Section,
)

pytestmark = pytest.mark.django_db

READ, WRITE, ADD = "read", "write", "add"
EVERYTHING = {READ, WRITE, ADD}
RIGHTS: dict[type[Model], dict[str, set[str]]] = {
    Organisation: {"team": EVERYTHING, "admin": EVERYTHING},
    Body: {"team": EVERYTHING, "admin": EVERYTHING},
    Membership: {"team": {READ}, "admin": EVERYTHING},
    User: {"team": set(), "admin": EVERYTHING},
    SecondFactor: {"team": set(), "admin": {READ}},
    Meeting: {"team": EVERYTHING, "admin": EVERYTHING},
    Attendance: {"team": {READ, WRITE}, "admin": {READ, WRITE}},
    Protocol: {"team": {READ}, "admin": {READ}},
    Section: {"team": {READ, WRITE}, "admin": {READ, WRITE}},
    AgendaItem: {"team": {READ, WRITE}, "admin": {READ, WRITE}},
    Point: {"team": {READ, WRITE}, "admin": {READ, WRITE}},
    Decision: {"team": {READ}, "admin": {READ}},
    ProtocolImport: {"team": {READ}, "admin": {READ}},
    ProtocolUpload: {"team": set(), "admin": {READ}},
    ActionField: {"team": EVERYTHING, "admin": EVERYTHING},
    SubConcept: {"team": EVERYTHING, "admin": EVERYTHING},
    Vision: {"team": EVERYTHING, "admin": EVERYTHING},
    Measure: {"team": EVERYTHING, "admin": EVERYTHING},
    StrategyVersion: {"team": EVERYTHING, "admin": EVERYTHING},
    **{
        part: {"team": {READ}, "admin": {READ}}
        for part in (Annex, AnnexFile, StoredFile, StrategyRelease, Consultation, Opinion, CouncilResolution)
    },
    Call: {"team": EVERYTHING, "admin": EVERYTHING},
    Question: {"team": EVERYTHING, "admin": EVERYTHING},
    AccessCode: {"team": EVERYTHING, "admin": EVERYTHING},
    ConsentText: {"team": {READ}, "admin": {READ, ADD}},
    Idea: {"team": {READ, WRITE}, "admin": {READ, WRITE}},
    Attachment: {"team": {READ}, "admin": {READ}},
    Answer: {"team": {READ}, "admin": {READ}},
    Uptake: {"team": {READ}, "admin": {READ}},
    Inquiry: {"team": {READ}, "admin": {READ}},
    Remark: {"team": {READ}, "admin": {READ}},
    Merge: {"team": {READ}, "admin": {READ}},
    MergeMember: {"team": {READ}, "admin": {READ}},
    Contact: {"team": set(), "admin": {READ}},
    CoAuthor: {"team": set(), "admin": {READ}},
    IdeaDraft: {"team": set(), "admin": {READ}},
    SavedFilter: {"team": set(), "admin": {READ}},
    Pilot: {"team": EVERYTHING, "admin": EVERYTHING},
    PilotList: {"team": EVERYTHING, "admin": EVERYTHING},
    Tender: {"team": EVERYTHING, "admin": EVERYTHING},
    **{
        part: {"team": {READ}, "admin": {READ}}
        for part in (ActionFieldVision, MeasureField, Indicator, IndicatorValue, SubConceptSection, ConceptLink,
                     MeasureSource, Partner, Cost, Source, PilotFile, Criterion, Entry, Reviewer, Proposal, Referral,
                     Release, Resolution, Condition, TenderStep, ProgressReport)
    },
    Milestone: {"team": EVERYTHING, "admin": EVERYTHING},
    **{
        part: {"team": {READ}, "admin": {READ}} for part in (Predecessor, MilestoneCriterion, DateChange, Reminder)
    },
    CalendarKey: {"team": set(), "admin": {READ}},
    StatusChange: {"team": {READ}, "admin": {READ}},
    ReferenceCounter: {"team": {READ}, "admin": {READ}},
    FormDraft: {"team": set(), "admin": {READ}},
    Email: {"team": {READ}, "admin": {READ}},
}  # fmt: skip
HISTORISED = [model for model in MAKERS if hasattr(model, "history")]
HISTORIES = {model.history.model for model in apps.get_models() if hasattr(model, "history")}
DERIVED = {SearchWord}
"""What the database itself writes and nobody edits: there is nothing to look up in it either."""
SECRET = {Review, Score}
"""What nobody but its reviewer reads one by one, the administration neither."""


def page(model: type[Model], name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def by_name(model: type[Model]) -> str:
    return model.__name__


@pytest.fixture
def administrator(client: Client) -> User:
    user = UserFactory(admin=True)
    client.force_login(user)
    return user


def test_every_model_has_pages() -> None:
    rooms = {"common", "people", "workshops", "strategy", "ideas", "pilots", "milestones"}
    own = {model for model in apps.get_models() if model._meta.app_label in rooms and model not in HISTORIES}
    assert own - DERIVED - SECRET == {model for model in admin.site._registry if model._meta.app_label in rooms}


def test_every_registered_model_is_tested() -> None:
    assert set(admin.site._registry) == set(MAKERS) == set(RIGHTS)


def test_index_names_everything_in_german(client: Client, administrator: User) -> None:
    content = client.get(reverse("admin:index")).content.decode()
    for model in MAKERS:
        plural = str(model._meta.verbose_name_plural)
        assert f"{plural[0].upper()}{plural[1:]}" in content
    assert {str(model._meta.app_config.verbose_name) for model in MAKERS} == {
        "Personen und Gremien", "Sitzungen und Protokolle", "Grundlagen", "Postausgang", "Ideen", "Strategie",
        "Pilotprojekte", "Meilensteine",
    }  # fmt: skip


@pytest.mark.parametrize("model", MAKERS, ids=by_name)
def test_pages_open_as_far_as_the_role_goes(model: type[Model]) -> None:
    obj = MAKERS[model]()
    for role, rights in RIGHTS[model].items():
        client = client_of(UserFactory(**{role: True}))
        may_read = 200 if READ in rights else 404
        assert client.get(page(model, "changelist")).status_code == may_read, role
        assert client.get(page(model, "changelist"), {"q": "Kim"}).status_code == may_read, role
        form = client.get(page(model, "change", obj.pk))
        assert form.status_code == may_read, role
        assert client.get(page(model, "export")).status_code == may_read, role
        may_add = 200 if ADD in rights else 403 if rights else 404
        assert client.get(page(model, "add")).status_code == may_add, role
        assert (b'name="_save"' in form.content) is (WRITE in rights), role


@pytest.mark.parametrize("model", HISTORISED, ids=by_name)
def test_history_and_earlier_states_open(model: type[Model]) -> None:
    obj = MAKERS[model]()
    earlier = page(model, "simple_history", obj.pk, obj.history.first().history_id)
    for role, rights in RIGHTS[model].items():
        client = client_of(UserFactory(**{role: True}))
        status = 200 if READ in rights else 404
        assert client.get(page(model, "history", obj.pk)).status_code == status, role
        assert client.get(earlier).status_code == status, role
        if admin.site.get_model_admin(model).lists_deleted:
            assert client.get(page(model, "deleted")).status_code == status, role


def test_admin_leads_guests_to_the_sign_in_and_back(client: Client) -> None:
    """That it hides from everybody else is part of the walk over all addresses."""
    address = page(Meeting, "changelist")
    assert client.get(address, follow=True).redirect_chain[-1] == (f"/konto/login/?next={address}", 302)


def test_columns_of_meetings_have_german_names(client: Client, administrator: User) -> None:
    MeetingFactory()
    heads = html.document_fromstring(client.get(page(Meeting, "changelist")).content.decode()).xpath(
        "//table[@id='result_list']/thead//th//text()"
    )
    assert [head.strip() for head in heads if head.strip()] == ["Sitzung", "Datum", "Ort", "Status", "Öffentlich"]


@pytest.mark.parametrize("model", MAKERS, ids=by_name)
def test_lists_and_exports_need_the_same_queries_for_many_rows(
    client: Client, administrator: User, model: type[Model]
) -> None:
    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as of_list:
            assert client.get(page(model, "changelist")).status_code == 200
        with CaptureQueriesContext(connection) as of_export:
            export(client, model)
        return len(of_list), len(of_export)

    MAKERS[model]()
    queries()  # content types are remembered from the first time on
    few = queries()
    for _ in range(9):
        MAKERS[model]()
    assert queries() == few


def export(client: Client, model: type[Model], kind: int = 0) -> Any:
    response = client.post(page(model, "export"), {"format": kind, "resource": 0})
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    return response


@pytest.mark.parametrize("model", MAKERS, ids=by_name)
def test_export_has_german_headings_and_no_secrets(client: Client, administrator: User, model: type[Model]) -> None:
    MAKERS[model]()
    sheet = load_workbook(BytesIO(export(client, model).content)).active
    headings = [cell.value for cell in sheet[1]]
    assert all(headings)
    assert len(set(headings)) == len(headings)
    everything = " ".join(str(cell.value) for row in sheet for cell in row)
    for secret in ("pbkdf2", "!", "GEHEIM", "Rathaus"):
        assert secret not in everything, secret


FORMULAS = ["=1+1", "+49 365", "-1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("https://example.org";"x")']


@pytest.mark.parametrize("formula", FORMULAS)
def test_export_turns_no_text_into_a_formula(client: Client, administrator: User, formula: str) -> None:
    OrganisationFactory(name=formula, short_name="Rand;zeile")
    sheet = load_workbook(BytesIO(export(client, Organisation).content)).active
    cell = sheet["B2"]
    assert (cell.data_type, cell.value) == ("s", f"'{formula}")
    text = export(client, Organisation, kind=1).content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Nr.;Name;Kurzname"
    quoted = formula.replace('"', '""')
    assert f"'{quoted}" in text
    assert '"Rand;zeile"' in text


def test_export_follows_search_and_keeps_types(client: Client, administrator: User) -> None:
    body = BodyFactory(name="Strategiekreis", genitive="des Strategiekreises")
    MeetingFactory(body=body, held_on=date(2021, 1, 14))
    MeetingFactory()
    url = page(Meeting, "export") + "?q=Strategiekreis"
    response = client.post(url, {"format": 0, "resource": 0})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert len(rows) == 2
    row = dict(zip(*rows, strict=True))
    assert (row["Gremium"], row["Datum"].date(), row["Status"], row["Öffentlich"]) == (
        "Strategiekreis", date(2021, 1, 14), "geplant", "nein",
    )  # fmt: skip
    text = client.post(url, {"format": 1, "resource": 0}).content.decode("utf-8-sig")
    assert "14.01.2021" in text
    assert response.headers["Content-Disposition"].startswith('attachment; filename="sitzungen-')
