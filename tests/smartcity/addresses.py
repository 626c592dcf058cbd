"""Every address of the resolver, and what every role and guests get there (DESIGN: Roles). A new address needs a row.

A row names what a visitor gets for a GET. Whoever is refused there is refused for a POST, too: that is what
``test_access_matrix.py`` proves.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from ideas.enums import IdeaStatus
from ideas.services.inquiries import ask_inquiry
from ideas.services.merges import split_idea
from milestones.models import Milestone
from milestones.services.removal import remove_milestone
from people.models import Body, User
from people.services.accounts import invitation_token
from pilots.enums import PilotStatus, ReleaseKind
from pilots.services.decision_mails import LIST_HEADER, queue_held
from pilots.services.lists import freeze
from strategy.services.removal import remove_node
from tests.factories.ideas import AccessCodeFactory, CallFactory, CoAuthorFactory, IdeaFactory, PictureFactory
from tests.factories.milestones import CriterionFactory as MilestoneCriterionFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.people import UserFactory
from tests.factories.pilots import (
    ConditionFactory,
    MeasureSourceFactory,
    PilotFactory,
    PilotFileFactory,
    ProgressReportFactory,
    ReviewerFactory,
    TenderFactory,
    list_with,
    opened_list,
)
from tests.factories.registered import MAKERS
from tests.factories.strategy import (
    ActionFieldFactory,
    AnnexFactory,
    AnnexFileFactory,
    ConceptLinkFactory,
    IndicatorFactory,
    MeasureFactory,
    OpinionFactory,
    SubConceptFactory,
    SubConceptSectionFactory,
    VisionFactory,
    consulted_version,
)
from tests.factories.workshops import DecisionFactory, MeetingFactory, PointFactory, row_below
from workshops.enums import PointKind, ProtocolStatus
from workshops.models import Meeting, ProtocolImport, ProtocolUpload

VISITORS = ("guest", "company", "member", "stranger", "board", "team", "admin")
"""``member`` belongs to the body of the meeting, ``stranger`` to another one."""

SIGN_IN = "sign in"
Expected = tuple[int | str, ...]
World = dict[str, tuple[Any, ...]]


def all_of(status: int | str) -> Expected:
    return (status,) * len(VISITORS)


def signed_in(status: int) -> Expected:
    return (SIGN_IN, *(status,) * (len(VISITORS) - 1))


def editors(team: int, admin: int | None = None) -> Expected:
    return (SIGN_IN, 404, 404, 404, 404, team, team if admin is None else admin)


EVERYBODY, SIGNED_IN, EDITORS = all_of(200), signed_in(200), editors(200)
FORBIDDEN, REDIRECTED = editors(403), editors(302)
READ_BY_BOARD = (SIGN_IN, 404, 404, 404, 200, 200, 200)
WRITERS = (SIGN_IN, 404, 200, 404, 404, 200, 200)
"""Who writes a Teilkonzept: editors, and the members of its group."""
READERS = (404, 404, 200, 404, 404, 200, 200)
"""Who reads the circulated protocol of a meeting that is not public; guests get 404 since such pages may be public."""
FROZEN = (404, *(200,) * 6)
"""Who reads a version that bodies are consulted on; guests get 404 since other versions are public."""
CONSULTED = (SIGN_IN, *READERS[1:])
"""Who reads and writes the opinions of a body."""

PAGES: dict[str, Expected] = {
    "start": EVERYBODY,
    "imprint": EVERYBODY,
    "privacy": EVERYBODY,
    "accessibility": EVERYBODY,
    "healthz": EVERYBODY,
    "choose_theme": all_of(405),
    "workshops:meeting_list": EVERYBODY,
    "workshops:meeting_create": EDITORS,
    "workshops:import_upload": EDITORS,
    "workshops:import_preview": editors(200, 302),  # only for whoever uploaded the file
    "workshops:meeting_detail": READERS,
    "workshops:meeting_edit": EDITORS,
    "workshops:attendance": EDITORS,
    "workshops:meeting_follow_up": EDITORS,
    "workshops:outline": editors(409),  # a circulated protocol is closed for editing
    "workshops:outline_row": signed_in(405),
    "workshops:outline_places": signed_in(405),
    "workshops:meeting_history": EDITORS,
    "workshops:meeting_restore": EDITORS,
    "workshops:import_report": EDITORS,
    "workshops:meeting_status": EDITORS,
    "workshops:protocol_status": EDITORS,
    "workshops:protocol_pdf": READERS,
    "workshops:protocol_docx": READERS,
    "workshops:task_list": SIGNED_IN,
    "workshops:task_detail": (SIGN_IN, *READERS[1:]),
    "workshops:decision_list": EVERYBODY,
    "workshops:decision_detail": READERS,
    "ideas:list": EVERYBODY,
    "ideas:similar": EVERYBODY,
    "ideas:queue": EDITORS,
    "ideas:bulk": editors(302),  # without an action: to the list
    "ideas:filters": EDITORS,
    "ideas:filter_delete": signed_in(405),
    "ideas:export_xlsx": EDITORS,
    "ideas:export_csv": EDITORS,
    "ideas:import": EDITORS,
    "ideas:assign": EDITORS,
    "ideas:remark": EDITORS,
    "ideas:edit": EDITORS,
    "ideas:submit_list": EVERYBODY,
    "ideas:submit": EVERYBODY,
    "ideas:upload": all_of(405),
    "ideas:draft": EVERYBODY,  # whoever has the link
    "ideas:check": all_of(302),  # the draft is empty
    "ideas:status": EVERYBODY,
    "ideas:status_pdf": EVERYBODY,
    "ideas:withdraw": EVERYBODY,
    "ideas:co_author": EVERYBODY,
    "ideas:attachment": (404, 200, 404, 404, 404, 200, 200),  # the company handed the idea in
    "ideas:gallery": EVERYBODY,
    "ideas:gallery_picture": EVERYBODY,  # of an idea in the gallery
    "ideas:winners": EDITORS,
    "ideas:publication": signed_in(405),
    "ideas:account_data": SIGNED_IN,
    "ideas:own_data": EVERYBODY,  # whoever has the secret link
    "ideas:delete_own_contact": EVERYBODY,
    "ideas:agreement": all_of(405),
    "ideas:delete_contact": EDITORS,
    "ideas:create_from_point": EDITORS,
    "ideas:detail": (404, 200, 404, 404, 404, 200, 200),  # the company handed the idea in
    "ideas:first_text": (SIGN_IN, 200, 404, 404, 404, 200, 200),
    "ideas:history": EDITORS,
    "ideas:restore": EDITORS,
    "ideas:step": EDITORS,
    "ideas:inquiry": EDITORS,
    "ideas:answer": EDITORS,
    "ideas:uptake": EDITORS,
    "ideas:uptake_edit": EDITORS,
    "ideas:merge": EDITORS,
    "ideas:split": EDITORS,
    "ideas:merge_undo": EDITORS,
    "ideas:answers": EDITORS,
    "ideas:answer_inquiry": EVERYBODY,  # whoever has the link
    "ideas:answer_inquiry_here": (SIGN_IN, 200, 404, 404, 404, 404, 404),  # the company handed the idea in
    "ideas:call_list": EDITORS,
    "ideas:call_create": EDITORS,
    "ideas:call_edit": EDITORS,
    "ideas:call_questions": EDITORS,
    "ideas:call_codes": EDITORS,
    "ideas:call_code": EDITORS,
    "ideas:call_picture": EDITORS,
    "ideas:picture": all_of(404),  # this call has none
    "ideas:call_preview": EDITORS,
    "ideas:call_publish": EDITORS,
    "ideas:call_copy": EDITORS,
    "ideas:call_end": EDITORS,
    "ideas:call_unpublish": EDITORS,
    "ideas:call_history": EDITORS,
    "pilots:list": EVERYBODY,
    "pilots:lists": SIGNED_IN,
    "pilots:list_create": EDITORS,
    "pilots:list_detail": (SIGN_IN, 404, 200, 404, 404, 200, 200),  # of the body of the member, who reviews it
    **{f"pilots:list_{page}": EDITORS for page in ("edit", "entries", "criteria", "step", "history")},
    **{f"pilots:review{page}": (SIGN_IN, 404, 200, 404, 404, 404, 404) for page in ("", "_entry", "_table")},
    **{f"pilots:review_{step}": signed_in(405) for step in ("hand_in", "take_back")},
    "pilots:list_result": (SIGN_IN, 404, 200, 404, 404, 200, 200),  # says when it will be shown
    "pilots:list_release": (SIGN_IN, 404, 200, 404, 404, 200, 200),
    # In the midst of the reviewing nobody reads figures who has not handed in, as the member has not.
    **{f"pilots:{page}": signed_in(404) for page in ("pilot_result", "list_result_xlsx", "list_result_csv")},
    **{f"pilots:list_reviews_{kind}": signed_in(404) for kind in ("xlsx", "csv")},
    "pilots:proposal": EDITORS,
    "pilots:proposal_choice": signed_in(405),
    **{f"pilots:proposal_{kind}": (SIGN_IN, 404, 200, 404, 404, 200, 200) for kind in ("pdf", "docx")},
    "pilots:list_decide": (SIGN_IN, 404, 200, 404, 404, 200, 200),  # of the body of the member
    **{f"pilots:decision_{page}": EDITORS for page in ("mails", "mail")},
    "pilots:decision_correct": editors(302),  # nothing is decided yet
    "pilots:detail": (404, 404, 404, 404, 200, 200, 200),  # one that was put on a list
    "pilots:create": EDITORS,
    "pilots:create_from": EDITORS,
    "pilots:edit": EDITORS,
    "pilots:files": EDITORS,
    "pilots:file": (404, 404, 404, 404, 200, 200, 200),  # an attachment
    "pilots:history": EDITORS,
    "pilots:restore": EDITORS,
    "pilots:step": editors(302),  # not open now
    "pilots:publication": signed_in(405),
    "pilots:report_create": EDITORS,
    "pilots:report_edit": EDITORS,
    "pilots:conditions": READ_BY_BOARD,
    "pilots:condition": EDITORS,
    "pilots:tenders": READ_BY_BOARD,
    "pilots:tender_create": EDITORS,
    "pilots:tender_detail": READ_BY_BOARD,
    "pilots:tender_edit": EDITORS,
    "pilots:tender_place": signed_in(405),
    "pilots:tender_history": EDITORS,
    "pilots:tender_move": EDITORS,
    "milestones:list": EVERYBODY,
    "milestones:feed": EVERYBODY,
    "milestones:print": EVERYBODY,
    "milestones:calendar": EVERYBODY,
    "milestones:calendar_key": signed_in(405),
    "milestones:create": EDITORS,
    "milestones:create_from_point": EDITORS,
    "milestones:detail": (404, *(200,) * (len(VISITORS) - 1)),  # an internal one
    **{f"milestones:{page}": EDITORS for page in ("edit", "remove", "removed", "bring_back")},
    "milestones:date": EDITORS,
    "milestones:criterion_create": EDITORS,
    "milestones:criterion_edit": EDITORS,
    "milestones:criterion_step": EDITORS,
    "milestones:history": EDITORS,
    "milestones:restore": EDITORS,
    **{f"reports:{page}": EDITORS for page in ("overview", "gap", "stage")},
    "thread:point": READERS,
    "thread:idea": (404, 200, 404, 404, 404, 200, 200),  # who sees the object sees its thread
    "thread:pilot": (404, 404, 404, 404, 200, 200, 200),
    "thread:decision": READERS,
    "thread:measure": SIGNED_IN,
    "thread:milestone": (404, *(200,) * (len(VISITORS) - 1)),
    **{
        f"strategy:{page}": SIGNED_IN
        for page in (
            "overview",
            "matrix",
            "network",
            "measures",
            "measures_xlsx",
            "measures_csv",
            "sub_concepts",
            "vision",
            "action_field",
            "measure",
            "sub_concept",
        )
    },
    "sub_concept_ideas": SIGNED_IN,
    **{f"strategy:{page}": EDITORS for page in ("tree", "removed")},
    **{
        f"strategy:{kind}_{page}": EDITORS
        for kind in ("vision", "action_field", "measure")
        for page in ("create", "edit", "remove", "history", "restore", "bring_back")
    },
    **{f"strategy:{page}": EDITORS for page in ("indicator_create", "indicator_edit", "indicator_remove")},
    "strategy:value_record": EDITORS,
    **{f"strategy:concept_{page}": EDITORS for page in ("create", "edit")},
    **{f"strategy:concept_{page}": WRITERS for page in ("step", "history")},
    **{f"strategy:section_{page}": WRITERS for page in ("create", "edit", "remove", "restore")},
    "strategy:section_move": signed_in(405),
    **{f"strategy:link_{page}": WRITERS for page in ("create", "edit", "remove")},
    **{f"pilots:source_{page}": EDITORS for page in ("create", "edit", "remove")},
    "strategy:waiting_consultations": SIGNED_IN,
    "strategy:opinions_to_answer": EDITORS,
    "strategy:version_list": EVERYBODY,
    "strategy:version_start": EDITORS,
    "strategy:comparison": SIGNED_IN,
    **dict.fromkeys(("strategy:version", "strategy:version_state"), FROZEN),
    **{f"strategy:{what}_{kind}": FROZEN for what in ("version", "state") for kind in ("pdf", "docx")},
    "strategy:state_json": FROZEN,
    "strategy:version_states": SIGNED_IN,
    "strategy:version_edit": EDITORS,
    "strategy:version_history": EDITORS,
    "strategy:version_restore": EDITORS,
    "strategy:annex_restore": EDITORS,
    "strategy:version_step": EDITORS,
    "strategy:resolution": REDIRECTED,  # the council has not got it yet
    "strategy:resolution_correct": REDIRECTED,  # nor has it passed it
    "strategy:annex_add": EDITORS,
    "strategy:annex_edit": EDITORS,
    "strategy:annex_place": signed_in(405),
    "strategy:annex_file_add": EDITORS,
    "strategy:annex_file_edit": EDITORS,
    "strategy:annex_file_place": signed_in(405),
    "strategy:file": FROZEN,  # as the state that shows it
    "strategy:consultations": SIGNED_IN,
    "strategy:consult": EDITORS,
    "strategy:opinions_xlsx": SIGNED_IN,  # each with the opinions that he or she may read
    "strategy:opinions_csv": SIGNED_IN,
    **dict.fromkeys(
        (
            "strategy:consultation",
            "strategy:consultation_hand_in",
            "strategy:opinion_on_whole",
            "strategy:opinion_add",
            "strategy:opinion_edit",
        ),
        CONSULTED,
    ),
    "strategy:consultation_take_back": signed_in(405),
    "strategy:consultation_edit": EDITORS,
    "strategy:consultation_withdraw": EDITORS,
    "strategy:opinion_answer": EDITORS,
    "people:account": EVERYBODY,
    "people:invitation": EVERYBODY,
    "account_login": (200, *(302,) * 6),
    "account_logout": (302, *(200,) * 6),
    "account_inactive": EVERYBODY,
    "account_reauthenticate": signed_in(403),  # the accounts here have no password to ask for
    "account_change_password": signed_in(302),
    "account_set_password": SIGNED_IN,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "account_request_login_code": (200, *(302,) * 6),
    "account_confirm_login_code": signed_in(302),
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": signed_in(302),
    "mfa_reauthenticate": signed_in(403),
    "mfa_reauthenticate_webauthn": signed_in(403),
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": signed_in(404),
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_view_recovery_codes": signed_in(404),
    "mfa_download_recovery_codes": signed_in(404),
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": signed_in(404),
    "mfa_remove_webauthn": signed_in(404),
    "mfa_login_webauthn": signed_in(302),
    "usersessions_list": SIGNED_IN,
    "admin:index": EDITORS,
    "admin:login": all_of(SIGN_IN),
    "admin:logout": EDITORS,
    "admin:password_change": editors(302),
    "admin:password_change_done": EDITORS,
    "admin:autocomplete": editors(403),  # for fields that offer it only
    "admin:jsi18n": EDITORS,
    "admin:view_on_site": editors(302),
    "admin:app_list": EDITORS,
    "admin/(?P<url>.*)$": editors(404),
}


def model_pages(
    label: str,
    *,
    read: Expected = EDITORS,
    add: Expected = FORBIDDEN,
    delete: Expected = FORBIDDEN,
    button: Expected = REDIRECTED,
    history: bool = True,
    deleted: bool = False,
) -> dict[str, Expected]:
    """Return the rows of one model's pages in the admin; ``button`` is a step that is not open now."""
    pages = dict.fromkeys(("changelist", "change", "export", "history"), read)
    pages |= {"add": add, "delete": delete, "button": button}
    pages |= {"simple_history": read} if history else {}
    pages |= {"deleted": read} if deleted else {}
    rows = {f"admin:{label}_{name}": expected for name, expected in pages.items()}
    return rows | {old_change_route(label): REDIRECTED}


def old_change_route(label: str) -> str:
    """Return the route of the address without a name that leads on to an object's page."""
    return f"admin/{'/'.join(label.rsplit('_', 1))}/<path:object_id>/"


ADMINISTRATORS = editors(404, 200)
ADMIN_PAGES: dict[str, Expected] = {
    **model_pages("people_organisation", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("people_body", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("people_membership", add=editors(403, 200), delete=editors(403, 200), deleted=True),
    **model_pages("people_user", read=ADMINISTRATORS, add=ADMINISTRATORS, delete=editors(404, 403),
                  button=editors(404, 302), deleted=True),
    **model_pages("people_secondfactor", read=ADMINISTRATORS, add=editors(404, 403), delete=editors(404, 403),
                  button=editors(404, 302), history=False),
    **model_pages("workshops_meeting", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("workshops_attendance", delete=EDITORS, deleted=True),
    **model_pages("workshops_protocol", delete=REDIRECTED),
    **model_pages("workshops_section", delete=REDIRECTED),
    **model_pages("workshops_agendaitem", delete=REDIRECTED),
    **model_pages("workshops_point", delete=REDIRECTED),
    **model_pages("workshops_decision", deleted=True),
    **model_pages("workshops_protocolimport", history=False),
    **model_pages("workshops_protocolupload", read=ADMINISTRATORS, add=editors(404, 403), delete=editors(404, 403),
                  button=editors(404, 302), history=False),
    **model_pages("strategy_actionfield", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("strategy_subconcept", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("strategy_vision", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("strategy_measure", add=EDITORS, delete=editors(403, 200), deleted=True),
    **{row: expected
       for model in ("actionfieldvision", "measurefield", "indicator", "indicatorvalue", "subconceptsection",
                     "conceptlink", "annex", "annexfile", "consultation", "opinion", "councilresolution")
       for row, expected in model_pages(f"strategy_{model}").items()},
    **model_pages("strategy_strategyversion", add=EDITORS, delete=editors(403, 200)),
    **model_pages("strategy_release", history=False),
    **model_pages("strategy_storedfile", history=False),
    **model_pages("ideas_call", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("ideas_question", add=EDITORS, delete=EDITORS, deleted=True),
    **model_pages("ideas_accesscode", add=EDITORS, delete=EDITORS, deleted=True),
    **model_pages("ideas_consenttext", add=editors(403, 200)),
    **model_pages("ideas_idea"),
    **model_pages("ideas_attachment"),
    **model_pages("ideas_answer"),
    **model_pages("ideas_uptake"),
    **model_pages("ideas_inquiry"),
    **model_pages("ideas_remark"),
    **model_pages("ideas_merge"),
    **model_pages("ideas_mergemember"),
    **{row: expected for model in ("contact", "coauthor", "ideadraft", "savedfilter")
       for row, expected in model_pages(f"ideas_{model}", read=ADMINISTRATORS, add=editors(404, 403),
                                        delete=editors(404, 403), button=editors(404, 302), history=False).items()},
    **model_pages("pilots_pilot", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("pilots_pilotlist", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("pilots_tender", add=EDITORS, delete=editors(403, 200), deleted=True),
    **{row: expected
       for model in ("partner", "cost", "source", "measuresource", "pilotfile", "criterion", "entry", "reviewer",
                     "proposal", "referral", "resolution", "condition", "tenderstep", "progressreport")
       for row, expected in model_pages(f"pilots_{model}").items()},
    **model_pages("pilots_release", history=False),
    **model_pages("milestones_milestone", add=EDITORS, delete=editors(403, 200), deleted=True),
    **model_pages("milestones_predecessor"),
    **model_pages("milestones_criterion"),
    **model_pages("milestones_datechange"),
    **model_pages("milestones_reminder", history=False),
    **model_pages("milestones_calendarkey", read=ADMINISTRATORS, add=editors(404, 403), delete=editors(404, 403),
                  button=editors(404, 302), history=False),
    **model_pages("common_statuschange", history=False),
    **model_pages("common_referencecounter", history=False),
    **model_pages("common_formdraft", read=ADMINISTRATORS, add=editors(404, 403), delete=editors(404, 403),
                  button=editors(404, 302), history=False),
    **model_pages("post_office_email", history=False),
}  # fmt: skip
ROWS = PAGES | ADMIN_PAGES


def addresses() -> Iterator[str]:
    """Name every address that the resolver knows; one without a name is called by its route."""
    return _named(get_resolver().url_patterns, "", "")


def _named(patterns: list[URLPattern | URLResolver], route: str, namespace: str) -> Iterator[str]:
    for pattern in patterns:
        below = f"{route}{pattern.pattern}".replace("^", "")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _named(pattern.url_patterns, below, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else below


@pytest.fixture
def world(body: Body, team: User, company: User, member: User) -> World:
    """What the addresses lead to: the arguments of each that has some."""
    objects = {f"{model._meta.app_label}_{model._meta.model_name}": make() for model, make in MAKERS.items()}
    meeting = MeetingFactory(body=body, protocol__status=ProtocolStatus.CIRCULATED)
    task = row_below(meeting.protocol, task=True)
    decision = DecisionFactory(point=row_below(meeting.protocol, decision=True))
    ProtocolImport.objects.create(meeting=meeting, filename="p.txt", sha256="b" * 64, report=[])
    upload = ProtocolUpload.objects.create(owner=team, filename="p.txt", sha256="c" * 64, content=b"Protokoll")
    idea = IdeaFactory(submitter=company)
    of_meeting = {
        f"workshops:{name}": (meeting.slug,)
        for name in ("meeting_detail", "meeting_edit", "attendance", "meeting_follow_up", "outline", "outline_row",
                     "outline_places", "meeting_history", "import_report", "protocol_pdf", "protocol_docx")
    }  # fmt: skip
    call = AccessCodeFactory(call__published_at=None, call__text="Worum es geht.").call
    of_call = {
        f"ideas:call_{name}": (call.slug,)
        for name in ("edit", "questions", "codes", "picture", "preview", "publish", "copy", "history")
    }
    of_call["ideas:picture"] = (call.slug,)
    return of_meeting | of_call | _admin_arguments(objects) | {
        "workshops:import_preview": (upload.pk,),
        "workshops:meeting_restore": (meeting.slug, "punkt", task.history.get().history_id),
        "workshops:meeting_status": (meeting.slug, "einladen"),
        "workshops:protocol_status": (meeting.slug, "genehmigen"),
        "workshops:task_detail": (task.pk,),
        "workshops:decision_detail": (decision.reference,),
        "thread:point": (meeting.slug, task.pk),
        "thread:decision": (decision.reference,),
        "thread:idea": (idea.reference,),
        "reports:gap": ("ideen-ohne-antwort",),
        "reports:stage": ("eingereicht",),
        **{f"ideas:{name}": ("ideenformular",) for name in ("submit", "upload")},
        **{f"ideas:{name}": (IdeaFactory(draft=True).token,) for name in ("draft", "check")},
        **{f"ideas:{name}": (idea.token,) for name in ("status", "status_pdf", "withdraw")},
        "ideas:co_author": (CoAuthorFactory().token,),
        "ideas:attachment": (PictureFactory(idea=idea).pk,),
        "ideas:gallery_picture": (PictureFactory(idea__published_at=timezone.now()).pk,),
        **{f"ideas:call_{name}": (CallFactory().slug,) for name in ("end", "unpublish")},
        "ideas:winners": (CallFactory(competition=True).slug,),
        "ideas:publication": (IdeaFactory().reference,),
        "ideas:own_data": (IdeaFactory().token,),
        "ideas:delete_own_contact": (IdeaFactory().token,),
        "ideas:agreement": (IdeaFactory().token,),
        "ideas:delete_contact": (IdeaFactory().reference,),
        "ideas:create_from_point": (task.pk,),
        **{
            f"ideas:{name}": (idea.reference,)
            for name in ("detail", "first_text", "history", "assign", "remark", "edit")
        },
        "ideas:filter_delete": (1,),
        **_outcome_arguments(team, company),
        "ideas:call_code": (call.slug, call.codes.get().pk),
        **_list_arguments(body, member),
        **_pilot_arguments(),
        **_milestone_arguments(),
        **_strategy_arguments(body),
        **_version_arguments(body),
        "people:invitation": (invitation_token(UserFactory()),),
        "account_reset_password_from_key": ("1", "set-password"),
        "mfa_edit_webauthn": (1,),
        "mfa_remove_webauthn": (1,),
        "admin:view_on_site": (ContentType.objects.get_for_model(Meeting).pk, meeting.pk),
        "admin:app_list": ("workshops",),
    }  # fmt: skip


def _removal_of(node: Any) -> int:
    """Remove an object of the tree, and return the history row that says so."""
    remove_node(node, version=1, reason="Vertippt.", by=None)
    return int(type(node).history.get(history_type="-").history_id)


def _strategy_arguments(body: Body) -> World:
    """Return one object of each kind; the Teilkonzept is written by the body of the member."""
    source = MeasureSourceFactory()
    nodes = {"vision": VisionFactory(), "action_field": ActionFieldFactory(), "measure": source.measure}
    indicator = IndicatorFactory(measure=source.measure)
    section = SubConceptSectionFactory(sub_concept__body=body)
    concept = section.sub_concept
    link = ConceptLinkFactory(source=concept)
    makers = {"vision": VisionFactory, "action_field": ActionFieldFactory, "measure": MeasureFactory}
    pages: World = {}
    for kind, node in nodes.items():
        pages[f"strategy:{kind}"] = (node.slug,)
        pages |= {f"strategy:{kind}_{page}": (node.slug,) for page in ("edit", "remove", "history")}
        pages[f"strategy:{kind}_restore"] = (node.slug, node.history.first().history_id)
        pages[f"strategy:{kind}_bring_back"] = (_removal_of(makers[kind]()),)
    of_indicator = ("indicator_edit", "indicator_remove", "value_record")
    return pages | {
        "strategy:indicator_create": (source.measure.slug,),
        **{f"strategy:{page}": (source.measure.slug, indicator.pk) for page in of_indicator},
        "strategy:sub_concept": (concept.slug,),
        "sub_concept_ideas": (concept.slug,),
        "strategy:concept_step": (concept.slug, "abstimmen"),
        **{f"strategy:{page}": (concept.slug,) for page in ("concept_edit", "concept_history")},
        **{f"strategy:{page}": (concept.slug,) for page in ("section_create", "link_create")},
        **{f"strategy:section_{page}": (concept.slug, section.pk) for page in ("edit", "move", "remove")},
        "strategy:section_restore": (concept.slug, section.history.first().history_id),
        **{f"strategy:link_{page}": (concept.slug, link.pk) for page in ("edit", "remove")},
        "pilots:source_create": (source.measure.slug,),
        "thread:measure": (source.measure.slug,),
        **{f"pilots:source_{page}": (source.measure.slug, source.pk) for page in ("edit", "remove")},
    }


def _list_arguments(body: Body, member: User) -> World:
    """Return a list in review, of which the member is a reviewer, and a draft."""
    opened, draft = opened_list(1, reviewers=0, meeting=MeetingFactory(body=body)), list_with(1)
    ReviewerFactory(list=opened, user=member)
    release = freeze(opened, list(opened.entries.all()), ReleaseKind.OPENED, by=None)
    results = [f"list_{what}_{kind}" for what in ("result", "reviews") for kind in ("xlsx", "csv")]
    proposals = ["proposal", "proposal_choice", "proposal_pdf", "proposal_docx"]
    [held] = queue_held([EmailMessage("Beschluss", "Text", to=["a@example.org"], headers={LIST_HEADER: opened.slug})])
    return {
        **{f"pilots:{page}": (opened.slug,) for page in ("list_result", *results, *proposals)},
        "pilots:pilot_result": (opened.slug, opened.entries.get().pilot.reference),
        "pilots:list_release": (opened.slug, release.pk),
        **{f"pilots:list_{page}": (opened.slug,) for page in ("detail", "edit", "history")},
        **{f"pilots:list_{page}": (draft.slug,) for page in ("entries", "criteria")},
        "pilots:list_step": (opened.slug, "schliessen"),
        "pilots:list_decide": (opened.slug,),
        "pilots:decision_mails": (opened.slug,),
        "pilots:decision_mail": (opened.slug, held.pk),
        "pilots:decision_correct": (opened.slug, opened.entries.get().pilot.reference),
        **{f"pilots:review{page}": (opened.slug,) for page in ("", "_table", "_hand_in", "_take_back")},
        "pilots:review_entry": (opened.slug, opened.entries.get().pilot.reference),
    }


def _version_arguments(body: Body) -> World:
    """Return a version that the body is consulted on, with an annex and an opinion."""
    strategy = consulted_version(body)
    asked = strategy.consultations.get()
    annex = AnnexFactory(strategy=strategy)
    file = AnnexFileFactory(annex=annex)
    file.stored.file.save("plan.pdf", ContentFile(b"%PDF-1.7"))
    opinion = OpinionFactory(consultation=asked)
    release = asked.release
    release.files.add(file.stored)
    version = [f"version{page}" for page in ("", "_edit", "_states", "_history", "_pdf", "_docx")]
    others = (
        "resolution",
        "resolution_correct",
        "annex_add",
        "consultations",
        "consult",
        "opinions_xlsx",
        "opinions_csv",
    )
    states = ("version_state", "state_pdf", "state_docx", "state_json")
    consultation = [f"consultation{page}" for page in ("", "_edit", "_withdraw", "_hand_in", "_take_back")]
    return {
        **{f"strategy:{name}": (strategy.number,) for name in (*version, *others)},
        **{f"strategy:{name}": (strategy.number, release.pk) for name in states},
        **{f"strategy:annex_{name}": (strategy.number, annex.slug) for name in ("edit", "place", "file_add")},
        **{f"strategy:annex_file_{name}": (strategy.number, annex.slug, file.pk) for name in ("edit", "place")},
        "strategy:file": (file.stored.sha256,),
        "strategy:version_restore": (strategy.number, strategy.history.first().history_id),
        "strategy:annex_restore": (strategy.number, annex.history.first().history_id),
        "strategy:version_step": (strategy.number, "beschlussreif"),
        **{f"strategy:{name}": (strategy.number, asked.pk) for name in (*consultation, "opinion_on_whole")},
        "strategy:opinion_add": (strategy.number, asked.pk, "einleitung"),
        **{f"strategy:opinion_{name}": (strategy.number, asked.pk, opinion.pk) for name in ("edit", "answer")},
    }


def _outcome_arguments(team: User, company: User) -> World:
    """Return an idea in the review, which the company handed in, with an uptake, a merge and an open Rückfrage."""
    idea = IdeaFactory(status=IdeaStatus.IN_REVIEW, submitter=company)
    uptake = idea.uptakes.create(sub_concept=SubConceptFactory(), extent="partly", reason="Passt.")
    asked = IdeaFactory(status=IdeaStatus.IN_REVIEW, submitter=company)
    due_on = timezone.localdate() + timedelta(days=7)
    ask_inquiry(asked, text="Was kostet es?", fields=["summary"], due_on=due_on, by=team)
    merged = split_idea(
        IdeaFactory(submitter=company),
        version=1,
        parts=[({"title": "Die eine"}, {}), ({"title": "Die andere"}, {})],
        reason="Zwei Anliegen.",
        by=team,
    )[0]
    pages = ("inquiry", "answer", "uptake", "merge", "split")
    return {f"ideas:{name}": (idea.reference,) for name in pages} | {
        "ideas:step": (IdeaFactory(submitter=company).reference, "pruefen"),
        "ideas:restore": (idea.reference, idea.history.latest().history_id),
        "ideas:uptake_edit": (idea.reference, uptake.pk),
        "ideas:merge_undo": (merged.reference, merged.merges.get().merge_id),
        "ideas:answer_inquiry": (asked.token,),
        "ideas:answer_inquiry_here": (asked.reference,),
    }


def _pilot_arguments() -> World:
    listed = PilotFactory(status=PilotStatus.LISTED)
    running = PilotFactory(status=PilotStatus.RUNNING)
    report, tender = ProgressReportFactory(pilot=running), TenderFactory()
    pages = ("detail", "edit", "files", "history", "publication")
    return {f"pilots:{name}": (listed.reference,) for name in pages} | {
        "thread:pilot": (listed.reference,),
        "pilots:create_from": (IdeaFactory(status=IdeaStatus.PILOT).reference,),
        "pilots:file": (PilotFileFactory(pilot=listed, file=ContentFile(b"Angebot", "a.pdf")).pk,),
        "pilots:restore": (running.reference, running.history.get().history_id),
        "pilots:step": (listed.reference, "umsetzen"),
        "pilots:report_create": (running.reference,),
        "pilots:report_edit": (running.reference, report.pk),
        "pilots:condition": (ConditionFactory().pk,),
        "pilots:tender_create": (PilotFactory(status=PilotStatus.APPROVED).reference,),
        **{f"pilots:tender_{name}": (tender.pk,) for name in ("detail", "edit", "history")},
        "pilots:tender_move": (tender.pk, "priorisieren"),
    }


def _milestone_arguments() -> World:
    criterion = MilestoneCriterionFactory()
    reference = criterion.milestone.reference
    gone = MilestoneFactory()
    remove_milestone(gone, version=1, reason="Entfällt.", by=None)
    pages = ("detail", "edit", "remove", "criterion_create", "history")
    return {f"milestones:{name}": (reference,) for name in pages} | {
        "milestones:bring_back": (Milestone.history.get(history_type="-").history_id,),
        "thread:milestone": (reference,),
        "milestones:create_from_point": (PointFactory(kind=PointKind.MILESTONE).pk,),
        "milestones:date": (reference, "plan"),
        "milestones:criterion_edit": (reference, criterion.pk),
        "milestones:criterion_step": (reference, criterion.pk, "abhaken"),
        "milestones:restore": (reference, criterion.milestone.history.get().history_id),
    }


def _admin_arguments(objects: dict[str, Any]) -> World:
    arguments: World = {}
    for label, instance in objects.items():
        arguments |= {f"admin:{label}_{page}": (instance.pk,) for page in ("change", "delete", "history")}
        arguments[f"admin:{label}_button"] = (instance.pk, "gibt-es-nicht")
        arguments[old_change_route(label)] = (instance.pk,)
        if hasattr(instance, "history"):
            arguments[f"admin:{label}_simple_history"] = (instance.pk, instance.history.first().history_id)
    return arguments


def address(name: str, world: World) -> str:
    """Return the path of an address; that of one without a name is its route."""
    arguments = world.get(name, ())
    if "/" not in name:
        return reverse(name, args=arguments)
    return "/" + name.replace("<path:object_id>", str(*arguments)).replace("(?P<url>.*)$", "gibt-es-nicht/")
