"""The state of a document: what a reader must know before trusting it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What a document says about itself on each page.

    ``label`` is the status in German ("Entwurf"), ``on`` the local day from which the content stands like this; it is
    also the document's creation date, so that equal content gives equal bytes. A draft is marked as one on each page.
    """

    label: str
    on: date
    is_draft: bool

    @property
    def line(self) -> str:
        """The state as one line: "Entwurf, Stand 04.12.2020"."""
        return f"{self.label}, Stand {self.on:%d.%m.%Y}"
