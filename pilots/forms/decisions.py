"""The sheet on which the decisions of a meeting are entered: a row for each pilot, blocks, and conditions.

A row with votes of its own is a vote of its own. Rows without go with the block of their outcome.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict

from common.widgets import option_elements
from people.models import Organisation
from pilots.enums import PilotStatus
from pilots.forms.decision_rows import (
    BlockRow,
    ConditionForm,
    ConditionRow,
    Row,
    RowForm,
    VoteForm,
    outcome_options,
    prefix_of,
)
from pilots.models import Resolution
from pilots.motions import Motion, NewCondition, Verdict
from pilots.selectors.board import Board, Place
from pilots.voting import can_decide

CONDITIONS = "auflagen"
"""Prefix of the formset of conditions."""

FIRST_CONDITIONS = 2
"""How many empty rows for conditions there are at first."""

EVERY = ""
"""The choice of a condition that belongs to every pilot with conditions."""


ConditionFormSet: "type[BaseFormSet[ConditionForm]]" = formset_factory(
    ConditionForm, extra=FIRST_CONDITIONS, max_num=200, absolute_max=200
)


class DecisionSheet:
    """All forms of the sheet together: ``forms`` are (place, form) in the order of the list, ``blocks`` by outcome.

    A row of a pilot that was decided meanwhile stays as long as an outcome is entered in it: nothing typed is lost.
    ``corrects`` makes it the sheet of one pilot whose decision is corrected.
    """

    outcomes = outcome_options("")
    """The options of the outcome that is set in several rows."""

    def __init__(
        self,
        board: Board,
        data: QueryDict | None = None,
        *,
        initial: Mapping[int, dict[str, Any]] | None = None,
        corrects: Resolution | None = None,
    ) -> None:
        self.board, self.data, self.corrects = board, data, corrects
        self.organisations = [
            (str(pk), name) for pk, name in Organisation.objects.order_by("name").values_list("pk", "name")
        ]
        self.forms = [
            (
                place,
                RowForm(data, prefix=prefix_of(place), initial=_known(place) | (initial or {}).get(place.entry.pk, {})),
            )
            for place in board.places
            if self._belongs(place)
        ]
        self.blocks = {outcome: VoteForm(data, prefix=f"block-{outcome}") for outcome in PilotStatus.outcomes()}
        self.conditions = ConditionFormSet(data, prefix=CONDITIONS, initial=_conditions_of(corrects))
        self.was_checked = False
        self.faults: dict[int | None, list[str]] = defaultdict(list)
        """German sentences by the id of the entry that they are about, ``None`` for all others."""

    def _belongs(self, place: Place) -> bool:
        if self.corrects is not None:
            return place.entry.pk == self.corrects.entry_id
        typed = self.data is not None and self.data.get(f"{prefix_of(place)}-outcome")
        return place.resolution is None or bool(typed)

    def is_valid(self) -> bool:
        """Check what was entered, form by form; what is wrong stands in ``faults`` then."""
        self.was_checked = True
        for place, form in self.forms:
            self._take_errors(form, place.entry.pk)
        for block in self.blocks.values():
            self._take_errors(block, None, f"Block „{self._label_of(block)}“, ")
        if not self.conditions.is_valid():
            for number, condition in enumerate(self.conditions.forms, start=1):
                self._take_errors(condition, None, f"Auflage {number}, ")
        if not self.faults:
            self._check_votes()
            self._check_conditions()
        return not self.faults

    def motions(self) -> list[Motion]:
        """Return what the valid sheet says: the blocks, then the votes on single pilots, in the order of the list."""
        blocks = [self._motion(outcome, rows, self.blocks[outcome]) for outcome, rows in self._in_blocks().items()]
        single = [
            self._motion(form.cleaned_data["outcome"], [(place, form)], form)
            for place, form in self._decided()
            if _is_single(place, form)
        ]
        return blocks + single

    @property
    def all_faults(self) -> list[tuple[int | None, str]]:
        """What is wrong, as (id of the entry or ``None``, sentence)."""
        return [(entry, sentence) for entry, sentences in self.faults.items() for sentence in sentences]

    @property
    def rows(self) -> list[Row]:
        """The pilots as they are drawn."""
        return [Row(place, form.shown, self.faults.get(place.entry.pk, ())) for place, form in self.forms]

    @property
    def block_rows(self) -> list[BlockRow]:
        """The blocks as they are drawn."""
        return [
            BlockRow(f"block-{outcome}", outcome.label, block.shown, comes_back=outcome == PilotStatus.STORED)
            for outcome, block in self.blocks.items()
        ]

    @property
    def condition_rows(self) -> list[ConditionRow]:
        """The conditions as they are drawn."""
        return [self._condition_row(number, form) for number, form in enumerate(self.conditions.forms, start=1)]

    def _condition_row(self, number: int, form: ConditionForm) -> ConditionRow:
        values = form.shown
        return ConditionRow(
            name=str(form.prefix),
            label=f"Auflage {number}",
            values=values,
            faults=_sentences(form) if self.was_checked else (),
            pilots=option_elements(self._pilots, (values["pilot"],)),
            organisations=option_elements((("", "bitte wählen"), *self.organisations), (values["organisation"],)),
        )

    @cached_property
    def _pilots(self) -> tuple[tuple[str, str], ...]:
        """What a condition may be about."""
        single = [(str(place.entry.pk), str(place.entry.pilot)) for place, _ in self.forms]
        return (EVERY, "alle „mit Auflagen“"), *single

    def _decided(self) -> list[tuple[Place, RowForm]]:
        return [(place, form) for place, form in self.forms if form.cleaned_data["outcome"]]

    def _is_put_off(self, place: Place, form: RowForm) -> bool:
        """Return whether a pilot is put back without a vote, since too many members are conflicted to decide."""
        conflicted = form.votes(len(place.conflicted)).conflicted
        is_back = form.cleaned_data["outcome"] == PilotStatus.STORED
        return is_back and not can_decide(len(self.board.members), conflicted)

    def _in_blocks(self) -> dict[PilotStatus, list[tuple[Place, RowForm]]]:
        """Return the rows that go with a block, by outcome."""
        found: dict[PilotStatus, list[tuple[Place, RowForm]]] = defaultdict(list)
        for place, form in self._decided():
            if not _is_single(place, form):
                found[PilotStatus(form.cleaned_data["outcome"])].append((place, form))
        return found

    def _motion(self, outcome: str, rows: Sequence[tuple[Place, RowForm]], vote: VoteForm) -> Motion:
        keys = [place.entry.pk for place, _ in rows]
        verdicts = [self._verdict(outcome, place, form, vote) for place, form in rows]
        return Motion(outcome, verdicts, vote.votes(self.board.conflicted(keys)), corrects=self.corrects)

    def _verdict(self, outcome: str, place: Place, form: RowForm, vote: VoteForm) -> Verdict:
        """Return what is decided on one pilot; what its row leaves out, the block says."""
        resubmit_on = form.cleaned_data["resubmit_on"] or vote.cleaned_data["resubmit_on"]
        return Verdict(
            entry=place.entry,
            reason=form.cleaned_data["reason"] or vote.cleaned_data["reason"],
            resubmit_on=resubmit_on if outcome == PilotStatus.STORED else None,
            conditions=self._conditions_for(place, is_conditional=outcome == PilotStatus.CONDITIONAL),
        )

    def _conditions_for(self, place: Place, *, is_conditional: bool) -> list[NewCondition]:
        wanted = (str(place.entry.pk), EVERY) if is_conditional else (str(place.entry.pk),)
        return [
            NewCondition(one["text"], self._houses[int(one["organisation"])], one["due_on"])
            for one in self._entered()
            if one["pilot"] in wanted
        ]

    @cached_property
    def _houses(self) -> dict[int, Organisation]:
        """The organisations that conditions name; one query."""
        return Organisation.objects.in_bulk({int(one["organisation"]) for one in self._entered()})

    def _entered(self) -> Iterable[dict[str, Any]]:
        cleaned = (form.cleaned_data for form in self.conditions.forms)
        return [one for one in cleaned if one.get("text")]

    def _check_votes(self) -> None:
        for place, form in self._decided():
            if _is_single(place, form) and not form.was_counted and not self._is_put_off(place, form):
                self.faults[place.entry.pk].append(
                    f"{place.entry.pilot.reference}: Hier sind Mitglieder befangen. Bitte tragen Sie die Stimmen dieser"
                    " einen Abstimmung ein."
                )
        in_blocks = self._in_blocks()
        for outcome, block in self.blocks.items():
            if block.was_counted and outcome not in in_blocks:
                self.faults[None].append(
                    f"Block „{outcome.label}“: Hier stehen Stimmen, aber kein Pilotprojekt gehört dazu. Bitte wählen"
                    " Sie welche aus, oder leeren Sie die Felder."
                )
        for outcome, rows in in_blocks.items():
            if self.blocks[outcome].was_counted:
                continue
            if self.corrects or len(rows) == 1:
                self.faults[rows[0][0].entry.pk].append("Bitte tragen Sie die Stimmen ein.")
            else:
                self.faults[None].append(f"Block „{outcome.label}“: Bitte tragen Sie die Stimmen ein.")

    def _check_conditions(self) -> None:
        outcomes = {str(place.entry.pk): form.cleaned_data["outcome"] for place, form in self.forms}
        houses = {key for key, _ in self.organisations}
        for number, one in enumerate(self._entered(), start=1):
            if one["organisation"] not in houses:
                self.faults[None].append(f"Auflage {number}: Diese Organisation gibt es nicht mehr.")
            elif one["pilot"] == EVERY and PilotStatus.CONDITIONAL not in outcomes.values():
                self.faults[None].append(f"Auflage {number}: Kein Pilotprojekt hat das Ergebnis „mit Auflagen“.")
            elif one["pilot"] != EVERY and outcomes.get(one["pilot"]) != PilotStatus.CONDITIONAL:
                self.faults[None].append(f"Auflage {number}: Das Pilotprojekt hat nicht das Ergebnis „mit Auflagen“.")

    def _take_errors(self, form: forms.Form, entry: int | None, before: str = "") -> None:
        if sentences := _sentences(form):
            self.faults[entry] += [f"{before}{sentence}" for sentence in sentences]

    def _label_of(self, block: VoteForm) -> str:
        return next(outcome.label for outcome, one in self.blocks.items() if one is block)


def set_outcomes(board: Board, data: QueryDict, outcome: str) -> QueryDict:
    """Return what was posted, with this outcome in the rows that are ticked; where none is, in all that are open."""
    data = data.copy()
    names = [prefix_of(place) for place in board.undecided]
    ticked = [name for name in names if data.get(f"{name}-chosen")]
    for name in ticked or [name for name in names if not data.get(f"{name}-outcome")]:
        data[f"{name}-outcome"] = outcome
        data.pop(f"{name}-chosen", None)
    return data


def add_condition(data: QueryDict) -> QueryDict:
    """Return what was posted, with one more row for a condition."""
    data = data.copy()
    total = data.get(f"{CONDITIONS}-TOTAL_FORMS", "")
    data[f"{CONDITIONS}-TOTAL_FORMS"] = str(min(int(total) if total.isdecimal() else FIRST_CONDITIONS, 199) + 1)
    return data


def initial_of(resolution: Resolution) -> dict[str, Any]:
    """Return what a decision says, as the initial values of the row in which it is corrected; but not the reason."""
    point = resolution.decision.point
    return {
        "outcome": resolution.outcome,
        "yes": point.votes_yes,
        "no": point.votes_no,
        "abstained": point.votes_abstained,
        "conflicted": point.votes_conflicted,
        "resubmit_on": resolution.resubmit_on,
    }


def _known(place: Place) -> dict[str, Any]:
    return {"conflicted": len(place.conflicted)} if place.conflicted else {}


def _conditions_of(resolution: Resolution | None) -> list[dict[str, Any]]:
    if resolution is None:
        return []
    return [
        {"pilot": EVERY, "text": one.text, "organisation": one.organisation_id, "due_on": one.due_on}
        for one in resolution.conditions.all()
    ]


def _is_single(place: Place, form: RowForm) -> bool:
    """Return whether there was a vote on this pilot alone: it has figures, or members with a conflict of interest."""
    return form.was_counted or bool(place.conflicted or form.cleaned_data["conflicted"])


def _sentences(form: forms.Form) -> list[str]:
    """Return what is wrong with a form, each sentence with the label of its field."""
    return [f"{form.fields[name].label}: {text}" for name, texts in form.errors.items() for text in texts]
