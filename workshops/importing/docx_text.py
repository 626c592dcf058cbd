"""The text of one paragraph of a Word document, with its formats."""

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from common.text import LINK_SCHEMES, Run
from workshops.importing.docx_styles import Styles, switch, value
from workshops.notation import DETAILS_STYLE, LABEL_STYLE

_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "•"}
_REMOVED = frozenset({"del", "moveFrom", "pPr", "rPr", "sdtPr", "instrText", "delText", "Fallback"})
"""Properties, field codes, deleted text of tracked changes, and second versions of drawings."""
_LINK = re.compile(rf"(?:{'|'.join(sorted(LINK_SCHEMES))}):\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Format:
    bold: bool = False
    italic: bool = False
    href: str = ""
    style: str = ""


@dataclass
class ParagraphText:
    """Collects the text of one paragraph; ``links`` are the addresses that its part of the document refers to.

    ``label`` and ``details`` hold what our own export wrote around a point; ``boxes`` are text boxes that are anchored
    in the paragraph.
    """

    styles: Styles
    links: dict[str, str]
    runs: list[Run] = field(default_factory=list)
    label: str = ""
    details: str = ""
    boxes: list[Element] = field(default_factory=list)
    pictures: int = 0

    def collect(self, node: Element, form: _Format = _Format()) -> None:
        """Add the text inside ``node``."""
        for child in node:
            tag = child.tag
            if tag == "t" or tag in _SIGNS:
                self._add(_SIGNS.get(tag) or child.text or "", form)
            elif tag in ("footnoteReference", "endnoteReference"):
                self._add(f" [{child.get('id', '')}]", form)
            elif tag == "txbxContent":
                self.boxes.append(child)
            elif tag in ("blip", "imagedata"):
                self.pictures += 1
            elif tag not in _REMOVED:
                self.collect(child, self._format(child, form))

    def _format(self, node: Element, form: _Format) -> _Format:
        """The format of a run or link inside text of the format ``form``."""
        if node.tag == "hyperlink":
            target = self.links.get(node.get("id", ""), "")
            return replace(form, href=target if _LINK.fullmatch(target) else "")
        if node.tag != "r":
            return form
        properties = node.find("rPr")
        style = value(properties, "rStyle")
        bold, italic = switch(properties, "b"), switch(properties, "i")
        return replace(
            form,
            bold=bool(self.styles.inherited(style, "bold") if bold is None else bold),
            italic=bool(self.styles.inherited(style, "italic") if italic is None else italic),
            style=self.styles.name(style),
        )

    def _add(self, text: str, form: _Format) -> None:
        if form.style == LABEL_STYLE:
            self.label += text
        elif form.style == DETAILS_STYLE:
            self.details += text
        else:
            self.runs.append(Run(text, form.bold, form.italic, form.href))
