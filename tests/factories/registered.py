"""One object of every model that the admin shows."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Model
from post_office.models import Email

from common.drafts import save_draft
from common.mail import queue_mail
from common.models import FormDraft, ReferenceCounter, StatusChange
from people.models import Body, Membership, Organisation, SecondFactor, User
from tests.factories.people import BodyFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.workshops import (
    AgendaItemFactory,
    AttendanceFactory,
    DecisionFactory,
    MeetingFactory,
    PointFactory,
    ProtocolFactory,
    SectionFactory,
)
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
from workshops.services.statuses import invite_to_meeting


def status_change() -> StatusChange:
    return StatusChange.objects.get(object_id=invite_to_meeting(MeetingFactory(), by=UserFactory(team=True)).pk)


def protocol_import() -> ProtocolImport:
    number = ProtocolImport.objects.count()
    return ProtocolImport.objects.create(
        meeting=MeetingFactory(), filename=f"{number}.txt", sha256=f"{number:064}", report=[]
    )


def mail() -> Email:
    return queue_mail(
        ["kim@example.org"], "second_factor_reset", {"user": UserFactory(), "url": "https://example.org"}
    )[0]


MAKERS: dict[type[Model], Callable[[], Any]] = {
    Organisation: OrganisationFactory,
    Body: BodyFactory,
    Membership: MembershipFactory,
    User: UserFactory,
    SecondFactor: lambda: Authenticator.objects.create(user=UserFactory(), type="totp", data={"secret": "GEHEIM"}),
    Meeting: MeetingFactory,
    Attendance: AttendanceFactory,
    Protocol: ProtocolFactory,
    Section: SectionFactory,
    AgendaItem: AgendaItemFactory,
    Point: PointFactory,
    Decision: DecisionFactory,
    StatusChange: status_change,
    ReferenceCounter: lambda: ReferenceCounter.objects.create(prefix="B", year=ReferenceCounter.objects.count() + 2000),
    ProtocolImport: protocol_import,
    ProtocolUpload: lambda: ProtocolUpload.objects.create(
        owner=UserFactory(), filename="a.txt", sha256="a" * 64, content=b"a"
    ),
    FormDraft: lambda: save_draft(UserFactory(), "/workshops/neu/", {"place": ["Rathaus"]}),
    Email: mail,
}
