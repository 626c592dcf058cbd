"""Calls, ideas and what becomes of them."""

from ideas.models.attachments import Attachment
from ideas.models.calls import AccessCode, Call, Question
from ideas.models.ideas import CoAuthor, ConsentText, Contact, Idea, IdeaDraft, SearchWord
from ideas.models.outcomes import Answer, Merge, MergeMember, Uptake
from ideas.models.work import Inquiry, Remark, SavedFilter

__all__ = [
    "AccessCode",
    "Answer",
    "Attachment",
    "Call",
    "CoAuthor",
    "ConsentText",
    "Contact",
    "Idea",
    "IdeaDraft",
    "Inquiry",
    "Merge",
    "MergeMember",
    "Question",
    "Remark",
    "SavedFilter",
    "SearchWord",
    "Uptake",
]
