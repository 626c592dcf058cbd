"""Pilots, lists, reviews, decisions and tenders."""

from pilots.models.decisions import Condition, Release, Resolution
from pilots.models.files import PilotFile
from pilots.models.lists import Criterion, Entry, PilotList
from pilots.models.measures import MeasureSource
from pilots.models.pilots import Cost, Partner, Pilot, Source
from pilots.models.proposals import Proposal, Referral
from pilots.models.reviews import Review, Reviewer, Score
from pilots.models.tenders import ProgressReport, Tender, TenderStep

__all__ = [
    "Condition",
    "Cost",
    "Criterion",
    "Entry",
    "MeasureSource",
    "Partner",
    "Pilot",
    "PilotFile",
    "PilotList",
    "ProgressReport",
    "Proposal",
    "Referral",
    "Release",
    "Resolution",
    "Review",
    "Reviewer",
    "Score",
    "Source",
    "Tender",
    "TenderStep",
]
