"""One object of every model that the admin shows."""

from collections.abc import Callable
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Model
from post_office.models import Email

from common.digests import digest_of
from common.drafts import save_draft
from common.mail import queue_mail
from common.models import FormDraft, ReferenceCounter, StatusChange
from ideas.enums import Extent, IdeaStatus
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
    Uptake,
)
from milestones.models import CalendarKey, DateChange, Milestone, Predecessor, Reminder
from milestones.models import Criterion as MilestoneCriterion
from people.models import Body, Membership, Organisation, SecondFactor, User
from pilots.enums import ReleaseKind
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
    Reviewer,
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
from tests.factories.ideas import (
    AccessCodeFactory,
    CallFactory,
    ContactFactory,
    IdeaFactory,
    QuestionFactory,
)
from tests.factories.milestones import (
    CalendarKeyFactory,
    DateChangeFactory,
    MilestoneFactory,
    PredecessorFactory,
    ReminderFactory,
)
from tests.factories.milestones import CriterionFactory as MilestoneCriterionFactory
from tests.factories.people import BodyFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.pilots import (
    ConditionFactory,
    CostFactory,
    CriterionFactory,
    EntryFactory,
    MeasureSourceFactory,
    PartnerFactory,
    PilotFactory,
    PilotFileFactory,
    PilotListFactory,
    ProgressReportFactory,
    ResolutionFactory,
    ReviewerFactory,
    SourceFactory,
    TenderFactory,
    TenderStepFactory,
)
from tests.factories.strategy import (
    ActionFieldFactory,
    ActionFieldVisionFactory,
    AnnexFactory,
    AnnexFileFactory,
    ConceptLinkFactory,
    ConsultationFactory,
    CouncilResolutionFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    MeasureFactory,
    MeasureFieldFactory,
    OpinionFactory,
    ReleaseFactory,
    StoredFileFactory,
    StrategyVersionFactory,
    SubConceptFactory,
    SubConceptSectionFactory,
    VisionFactory,
)
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


def merge() -> Merge:
    return Merge.objects.create(reason="Dasselbe", by=UserFactory())


def attachment() -> Attachment:
    return Attachment.objects.create(idea=IdeaFactory(), name="plan.pdf", size=8, sha256="a" * 64)


def consent() -> ConsentText:
    return ConsentText.objects.create(number=ConsentText.objects.count() + 1, text="Ich bin einverstanden.")


def release() -> Release:
    return Release.objects.create(
        list=PilotListFactory(), kind=ReleaseKind.OPENED, content={"pilots": []}, sha256=digest_of({"pilots": []})
    )


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
    ActionField: ActionFieldFactory,
    SubConcept: SubConceptFactory,
    Vision: VisionFactory,
    ActionFieldVision: ActionFieldVisionFactory,
    Measure: MeasureFactory,
    MeasureField: MeasureFieldFactory,
    Indicator: IndicatorFactory,
    IndicatorValue: IndicatorValueFactory,
    SubConceptSection: SubConceptSectionFactory,
    ConceptLink: ConceptLinkFactory,
    StrategyVersion: StrategyVersionFactory,
    Annex: AnnexFactory,
    AnnexFile: AnnexFileFactory,
    StoredFile: StoredFileFactory,
    StrategyRelease: ReleaseFactory,
    Consultation: ConsultationFactory,
    Opinion: OpinionFactory,
    CouncilResolution: CouncilResolutionFactory,
    Call: CallFactory,
    Question: QuestionFactory,
    AccessCode: AccessCodeFactory,
    ConsentText: consent,
    Idea: IdeaFactory,
    Attachment: attachment,
    Answer: lambda: Answer.objects.create(
        idea=IdeaFactory(), outcome=IdeaStatus.STORED, text="Später.", prepared_by=UserFactory()
    ),
    Uptake: lambda: Uptake.objects.create(
        idea=IdeaFactory(), sub_concept=SubConceptFactory(), extent=Extent.PARTLY, reason="Passt."
    ),
    Inquiry: lambda: Inquiry.objects.create(
        idea=IdeaFactory(), text="Wie viele?", due_on=date(2021, 1, 14), asked_by=UserFactory()
    ),
    Remark: lambda: Remark.objects.create(idea=IdeaFactory(), text="Anrufen.", by=UserFactory()),
    Merge: merge,
    MergeMember: lambda: MergeMember.objects.create(merge=merge(), idea=IdeaFactory()),
    Contact: ContactFactory,
    CoAuthor: lambda: CoAuthor.objects.create(idea=IdeaFactory(), name="Kim", email="kim@example.org"),
    IdeaDraft: lambda: IdeaDraft.objects.create(idea=IdeaFactory(draft=True), typed={"title": ["Rathaus"]}),
    SavedFilter: lambda: SavedFilter.objects.create(owner=UserFactory(), name="Meine", query="q=Bus"),
    Pilot: PilotFactory,
    Partner: PartnerFactory,
    Cost: CostFactory,
    Source: SourceFactory,
    MeasureSource: MeasureSourceFactory,
    PilotFile: PilotFileFactory,
    PilotList: PilotListFactory,
    Criterion: CriterionFactory,
    Entry: EntryFactory,
    Reviewer: ReviewerFactory,
    Release: release,
    Proposal: lambda: Proposal.objects.create(list=PilotListFactory()),
    Referral: lambda: Referral.objects.create(list=PilotListFactory(), meeting=MeetingFactory()),
    Resolution: ResolutionFactory,
    Condition: ConditionFactory,
    Tender: TenderFactory,
    TenderStep: TenderStepFactory,
    ProgressReport: ProgressReportFactory,
    Milestone: MilestoneFactory,
    Predecessor: PredecessorFactory,
    MilestoneCriterion: MilestoneCriterionFactory,
    DateChange: DateChangeFactory,
    Reminder: ReminderFactory,
    CalendarKey: CalendarKeyFactory,
    StatusChange: status_change,
    ReferenceCounter: lambda: ReferenceCounter.objects.create(prefix="B", year=ReferenceCounter.objects.count() + 2000),
    ProtocolImport: protocol_import,
    ProtocolUpload: lambda: ProtocolUpload.objects.create(
        owner=UserFactory(), filename="a.txt", sha256="a" * 64, content=b"a"
    ),
    FormDraft: lambda: save_draft(UserFactory(), "/workshops/neu/", {"place": ["Rathaus"]}),
    Email: mail,
}
