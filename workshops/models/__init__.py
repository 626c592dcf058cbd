"""Meetings, protocols and what protocols are made of."""

from workshops.models.decisions import Decision
from workshops.models.importing import ProtocolImport, ProtocolUpload
from workshops.models.meetings import Attendance, Meeting
from workshops.models.points import Point
from workshops.models.protocols import AgendaItem, Protocol, Section

__all__ = [
    "AgendaItem",
    "Attendance",
    "Decision",
    "Meeting",
    "Point",
    "Protocol",
    "ProtocolImport",
    "ProtocolUpload",
    "Section",
]
