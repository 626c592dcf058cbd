"""The copy of an idea as it was handed in, as PDF/UA-1; without contact data, which must stay easy to delete."""

from django.utils import timezone

from common.documents.typst import render_pdf
from common.mail import MailFile
from common.templatetags.dates import minute
from ideas.content import lines_of
from ideas.models import Idea

TEMPLATE = "ideas/documents/receipt.typ"
RECEIPT = "ideas.receipt"
"""The kind of file that mails call it (:func:`common.mail.register_mail_file`); its key is the idea's number."""


def receipt_pdf(idea: Idea) -> bytes:
    """Return the copy of an idea that was handed in; equal content gives equal bytes."""
    if idea.submitted_at is None or idea.first_content is None:
        raise ValueError("A draft has no receipt.")
    day = timezone.localtime(idea.submitted_at).date()
    lines = lines_of(idea.channel, idea.first_content, idea.call.questions.all())
    return render_pdf(
        TEMPLATE,
        {
            "title": idea.first_content["title"],
            "subtitle": f"Kopie der Einreichung {idea.reference}",
            "state": {
                "label": "eingereicht",
                "line": f"eingereicht am {day:%d.%m.%Y}",
                "on": day.isoformat(),
                "is_draft": False,
            },
            "facts": [
                ["Nummer", str(idea.reference)],
                ["Aufruf", idea.call.title],
                ["Eingang", minute(idea.submitted_at)],
            ],
            "files": [file.name for file in idea.attachments.filter(uploaded_at__lte=idea.submitted_at)],
            "lines": [{"label": line.label, "paragraphs": line.text.splitlines()} for line in lines[1:]],
        },
    )


def receipt_file(reference: str) -> MailFile | None:
    """Return the copy of the idea with this number as a mail brings it along; ``None`` where there is no such idea."""
    idea = Idea.objects.select_related("call").filter(reference=reference).first()
    return MailFile(f"{reference}.pdf", receipt_pdf(idea), "application/pdf") if idea else None
