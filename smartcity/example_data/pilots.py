"""The example pilots: a first list, decided in autumn 2020, and the list of the meeting of 14.01.2021, in review.

What they say is in ``pilots.toml``. Everything happens through the product's own services, on the days on which it
would have happened; the mails that this queues are removed again.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from post_office.models import Email

from common.history import save_with_reason
from common.mail import delete_mails
from ideas.models import Idea
from people.models import Body, Membership, Organisation, User
from pilots.enums import Recommendation
from pilots.models import Condition, Entry, Pilot, PilotList, Reviewer
from pilots.motions import Motion, NewCondition, Verdict
from pilots.services.decision_plans import plan_decisions
from pilots.services.decisions import record_decisions
from pilots.services.lists import add_entries, close_review, create_list, edit_list, open_review
from pilots.services.pilots import CostOfYear, create_pilot
from pilots.services.progress import meet_condition, report_progress
from pilots.services.reviews import ReviewInput, hand_in, save_review
from pilots.services.statuses import publish_pilot, start_pilot
from pilots.services.tenders import PlannedStep, move_tender, propose_tender
from smartcity.example_data.clock import stopped_at
from smartcity.example_data.people import FIRST_DAY, REASON
from strategy.models import ActionField
from workshops.content import Votes
from workshops.models import Meeting
from workshops.services.meetings import create_meeting
from workshops.services.statuses import approve_protocol, circulate_protocol, hold_meeting, invite_to_meeting

TEXTS = Path(__file__).parent / "pilots.toml"
TO_TRY = timedelta(days=14)
"""For so long after the first start the example list may be reviewed."""

Texts = Mapping[str, Any]


def load_pilots(ideas: Mapping[str, Idea]) -> None:
    """Load everything of ``pilots.toml``; accounts, the board's meeting and ``ideas`` (by their keys) must be there."""
    Loader(tomllib.loads(TEXTS.read_text()), ideas).load()


class Loader:
    """Loads the lists one after the other, and what followed from those that are decided."""

    def __init__(self, texts: Texts, ideas: Mapping[str, Idea]) -> None:
        self.texts = texts
        self.ideas = ideas
        self.team = User.objects.get(email="team@example.org")
        self.board = Body.objects.get(slug="strategiekreis")

    def load(self) -> None:
        """Load people and lists, and forget the mails about them."""
        self._load_people()
        self._load_decided_list(self.texts["first"])
        self._load_decided_list(self.texts["urgent"])
        self._load_list_in_review(self.texts["second"])
        delete_mails(Email.objects.filter(Q(to__endswith="@example.org")))

    # People ----------------------------------------------------------------------------------------------------------

    def _load_people(self) -> None:
        save_with_reason(Organisation(name=self.texts["houses"]["stadt"], is_example=True), by=None, reason=REASON)
        for entry in self.texts["members"]:
            email = f"{slugify(entry['name'].removeprefix('Beispielmitglied '))}@example.org"
            member = User(name=entry["name"], email=email, organisation=self._house(entry["house"]), is_example=True)
            member.set_unusable_password()
            save_with_reason(member, by=None, reason=REASON)
            membership = Membership(user=member, body=self.board, starts_on=FIRST_DAY)
            save_with_reason(membership, by=None, reason=REASON)

    def _house(self, key: str) -> Organisation:
        return Organisation.objects.get(name=self.texts["houses"][key])

    # Lists that are decided -------------------------------------------------------------------------------------------

    def _load_decided_list(self, entry: Texts) -> None:
        with stopped_at(entry["made_on"]):
            meeting = self._held_meeting(entry)
            pilot_list = self._make_list(meeting, entry)
        with stopped_at(entry["opened_on"]):
            open_review(pilot_list, by=self.team)
        with stopped_at(entry["opened_on"] + timedelta(days=3)):
            for reviewer, tendency in zip(pilot_list.reviewers.all(), entry["tendencies"], strict=True):
                self._review(reviewer, tendency=tendency)
                hand_in(pilot_list, by=reviewer.user)
        with stopped_at(entry["closed_on"]):
            close_review(pilot_list, by=self.team)
        with stopped_at(entry["held_on"], hour=17):
            hold_meeting(meeting, by=self.team)
            self._decide(pilot_list, entry["pilots"])
            circulate_protocol(meeting.protocol, by=self.team)
        with stopped_at(entry["approved_on"]):
            approve_protocol(meeting.protocol, by=self.team)
        self._follow_up(entry)

    def _held_meeting(self, entry: Texts) -> Meeting:
        meeting = create_meeting(
            body=self.board,
            held_on=entry["held_on"],
            by=self.team,
            starts_at=time(15),
            ends_at=time(16, 30),
            place="Rathaus Gera, Ratssaal",
            moderation="SMARTCity-Team",
            keeper="SMARTCity-Team",
            is_example=True,
        )
        return invite_to_meeting(meeting, by=self.team)

    def _decide(self, pilot_list: PilotList, entries: Iterable[Texts]) -> None:
        stored = {entry.pilot.title: entry for entry in pilot_list.entries.select_related("pilot")}
        motions = [self._motion(stored[entry["title"]], entry) for entry in entries]
        plan = plan_decisions(pilot_list, motions)
        record_decisions(pilot_list, motions, stamp=plan.stamp, by=self.team)

    def _motion(self, listed: Entry, entry: Texts) -> Motion:
        conditions = [
            NewCondition(one["text"], self._house(one["house"]), one["due_on"]) for one in entry.get("conditions", ())
        ]
        verdict = Verdict(listed, entry.get("reason", ""), entry.get("resubmit_on"), conditions)
        return Motion(entry["outcome"], [verdict], Votes(*entry["votes"]))

    def _follow_up(self, entry: Texts) -> None:
        for pilot in entry["pilots"]:
            if day := pilot.get("published_on"):
                with stopped_at(day):
                    publish_pilot(self._pilot(pilot["title"]), by=self.team)
            for condition in pilot.get("conditions", ()):
                if day := condition.get("met_on"):
                    with stopped_at(day):
                        stored = Condition.objects.get(text=condition["text"])
                        meet_condition(stored, on=day, proof=condition["proof"], by=self.team)
        running = entry["running"]
        with stopped_at(running["started_on"]):
            start_pilot(self._pilot(running["pilot"]), by=self.team)
        for report in running["reports"]:
            with stopped_at(report["reported_on"]):
                report_progress(self._pilot(running["pilot"]), report, by=self.team)
        if tender := entry.get("tender"):
            self._tender(tender)

    def _tender(self, entry: Texts) -> None:
        steps = [PlannedStep(None, one["name"], one["planned_on"], one.get("done_on")) for one in entry["steps"]]
        content = {"subject": entry["subject"], "priority": entry["priority"], "sponsor": self.team}
        with stopped_at(entry["proposed_on"]):
            tender = propose_tender(self._pilot(entry["pilot"]), content, by=self.team, steps=steps)
            for to in entry["moves"]:
                tender = move_tender(tender, to, by=self.team)

    # The list in review ----------------------------------------------------------------------------------------------

    def _load_list_in_review(self, entry: Texts) -> None:
        with stopped_at(entry["made_on"]):
            pilot_list = self._make_list(Meeting.objects.get(slug="strategiekreis-2021-01-14"), entry)
        with stopped_at(entry["opened_on"]):
            open_review(pilot_list, by=self.team)
        for days, (begins, said) in enumerate(entry["reviews"].items(), start=1):
            with stopped_at(entry["opened_on"] + timedelta(days=days)):
                reviewer = pilot_list.reviewers.get(user__email__startswith=begins)
                self._review(reviewer, tendency=said["tendency"], comments=said["comments"])
                if said["handed_in"]:
                    hand_in(pilot_list, by=reviewer.user)
        if timezone.localdate() > entry["review_until"]:
            self._put_off(PilotList.objects.get(pk=pilot_list.pk))

    def _put_off(self, pilot_list: PilotList) -> None:
        edit_list(
            pilot_list,
            version=pilot_list.version,
            head={"review_until": _end_of(timezone.localdate() + TO_TRY)},
            by=self.team,
            reason="Zum Ausprobieren länger offen",
        )

    # Both ------------------------------------------------------------------------------------------------------------

    def _make_list(self, meeting: Meeting, entry: Texts) -> PilotList:
        pilots = [self._make_pilot(pilot) for pilot in entry["pilots"]]
        pilot_list = create_list(meeting, by=self.team)
        add_entries(pilot_list, pilots, by=self.team)
        head = {
            "introduction": entry["introduction"].strip(),
            "budget": entry["budget"],
            "review_from": timezone.now(),
            "review_until": _end_of(entry["review_until"]),
        }
        return edit_list(pilot_list, version=pilot_list.version, head=head, by=self.team)

    def _make_pilot(self, entry: Texts) -> Pilot:
        names = ("title", "summary", "added_value", "visible_result", "starts_on", "ends_on", "risks", "prerequisites")
        profile = {name: entry[name] for name in names} | {
            "action_field": ActionField.objects.get(slug=entry["field"]),
            "lead": self._house(entry["lead"]),
            "is_quick_win": bool(entry["quick_win"]),
            "quick_win_reason": entry["quick_win"],
        }
        pilot = create_pilot(
            profile,
            by=self.team,
            partners=[self._house(key) for key in entry["partners"]],
            costs=[CostOfYear(year, amount, Decimal(percent)) for year, amount, percent in entry["costs"]],
            ideas=[Idea.objects.get(pk=self.ideas[key].pk) for key in entry.get("ideas", ())],
        )
        pilot.is_example = True
        return save_with_reason(pilot, by=self.team, reason=REASON)

    def _pilot(self, title: str) -> Pilot:
        return Pilot.objects.get(title=title, is_example=True)

    def _review(self, reviewer: Reviewer, *, tendency: str, comments: Mapping[str, str] | None = None) -> None:
        """Let a member review as many pilots as ``tendency`` has figures, each from 0 (bad) to 4 (good)."""
        criteria = list(reviewer.list.criteria.all())
        conflicts = set(reviewer.reviews.exclude(conflict="").values_list("entry", flat=True))
        entries = list(reviewer.list.entries.all())
        for place, (entry, figure) in enumerate(zip(entries, tendency, strict=False), start=1):
            if entry.pk not in conflicts:
                scores = {one.pk: _shifted(int(figure), place + at) for at, one in enumerate(criteria)}
                given = ReviewInput(scores, _advice(int(figure)), (comments or {}).get(str(place), ""))
                save_review(entry, given, version=0, by=reviewer.user)


def _shifted(figure: int, place: int) -> int:
    """Return the figure, on some places one higher or lower, so that not every criterion says the same."""
    return min(4, max(0, figure + (0, 1, 0, -1, 0, 0, 1)[place % 7]))


def _advice(figure: int) -> Recommendation:
    advice = (Recommendation.REJECT, Recommendation.DEFER, Recommendation.CONDITIONS, Recommendation.APPROVE)
    return advice[min(figure, 3)]


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(18)))
