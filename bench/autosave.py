"""What the editor's script sends while someone writes."""

from collections.abc import Iterator
from itertools import count

from bench.client import Request
from bench.fill.people import EDITOR
from bench.fill.workshops import DRAFT
from people.models import User
from workshops.enums import PointKind
from workshops.models import Point


def saved_rows(visitor: int) -> Iterator[Request]:
    """Return the saves of one point whose text changes each time; each visitor writes in a point of his or her own."""
    editor = User.objects.get(email=EDITOR)
    points = Point.objects.filter(item__section__protocol__meeting__slug=DRAFT, kind=PointKind.INFORMATION)
    point = points.order_by("pk")[visitor]
    return (_save(point, times, editor) for times in count(1))


def _save(point: Point, times: int, editor: User) -> Request:
    row = {
        "key": point.key,
        "version": point.version + times - 1,
        "kind": point.kind,
        "level": point.level,
        "text": f"{point.text} – {times}. Fassung",
    }
    return Request.json(f"/workshops/{DRAFT}/bearbeiten/zeile/", {"user": editor.pk, "row": row})
