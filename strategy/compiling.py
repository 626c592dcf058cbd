"""From the database to a version as plain data: what stands in which chapter, and in which words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from strategy.content import File, Grid, Network, Part, StrategyContent, paragraphs_of
from strategy.enums import LinkKind, Priority
from strategy.indicators import INDICATOR_HEADER, indicator_cells
from strategy.models import (
    ActionField,
    ActionFieldVision,
    AnnexFile,
    ConceptLink,
    Measure,
    MeasureField,
    StrategyVersion,
    SubConcept,
    SubConceptSection,
    Vision,
)
from strategy.selectors.measures import with_indicators

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a version is compiled from, each by its id and in its order.

    Fields bring ``vision_ids``, measures ``field_ids`` and ``indicator_rows``, Teilkonzepte ``section_rows`` and
    ``link_rows``, annexes ``file_rows``.
    """

    visions: Mapping[int, Any]
    fields: Mapping[int, Any]
    concepts: Mapping[int, Any]
    measures: Mapping[int, Any]
    annexes: Sequence[Any]


def compile_version(strategy: StrategyVersion) -> StrategyContent:
    """Return the version as it would be frozen now; five queries."""
    sources = _sources(strategy)
    chapters = (
        Part("einleitung", "Einleitung", text=paragraphs_of(strategy.introduction)),
        _visions(sources),
        _fields(sources),
        _concepts(sources),
        _measures(sources),
        Part("anlagen", "Anlagen", parts=tuple(_annex(annex) for annex in sources.annexes)),
    )
    return StrategyContent(strategy.title, strategy.number, tuple(one for one in chapters if one.text or one.parts))


def _sources(strategy: StrategyVersion) -> Sources:
    visions = ActionFieldVision.objects.filter(action_field=OuterRef("pk")).values("vision_id")
    fields = MeasureField.objects.filter(measure=OuterRef("pk")).values("action_field_id")
    sections = SubConceptSection.objects.filter(sub_concept=OuterRef("pk")).order_by("position", "pk")
    links = ConceptLink.objects.filter(source=OuterRef("pk")).order_by("pk")
    stored = {name: f"stored__{name}" for name in ("name", "content_type", "size", "sha256", "width", "height")}
    files = AnnexFile.objects.filter(annex=OuterRef("pk")).order_by("position", "pk")
    file_rows = files.values(row=JSONObject(title="title", description="description", **stored))
    return Sources(
        visions=_by_id(Vision.objects.all()),
        fields=_by_id(ActionField.objects.annotate(vision_ids=ArraySubquery(visions))),
        concepts=_by_id(
            SubConcept.objects.select_related("body").annotate(
                section_rows=ArraySubquery(sections.values(row=JSONObject(id="id", heading="heading", text="text"))),
                link_rows=ArraySubquery(links.values(row=JSONObject(to="target_id", kind="kind", reason="reason"))),
            )
        ),
        measures=_by_id(
            with_indicators(Measure.objects.select_related("organisation").annotate(field_ids=ArraySubquery(fields)))
        ),
        annexes=list(strategy.annexes.annotate(file_rows=ArraySubquery(file_rows))),
    )


def _by_id(rows: QuerySet[Any]) -> dict[int, Any]:
    return {row.pk: row for row in rows}


def _visions(sources: Sources) -> Part:
    served = {pk: [field for field in sources.fields.values() if pk in field.vision_ids] for pk in sources.visions}
    rows = tuple((vision.title, _names(served[pk])) for pk, vision in sources.visions.items())
    return Part(
        "zielbilder",
        "Zielbilder",
        network=_network(sources) if any(served.values()) else None,
        grid=Grid("Zielbilder und die Handlungsfelder, die ihnen dienen", ("Zielbild", "Handlungsfelder"), (1, 2), rows)
        if any(served.values())
        else None,
        parts=tuple(
            Part(f"zielbild-{pk}", vision.title, text=paragraphs_of(vision.text))
            for pk, vision in sources.visions.items()
        ),
    )


def _network(sources: Sources) -> Network:
    places = {pk: place for place, pk in enumerate(sources.visions)}
    lines = [
        (places[pk], right)
        for right, field in enumerate(sources.fields.values())
        for pk in sources.visions
        if pk in field.vision_ids
    ]
    return Network(
        title="Welches Handlungsfeld welchem Zielbild dient",
        description="Links die Zielbilder, rechts die Handlungsfelder; eine Linie verbindet, was zusammengehört."
        " Die Tabelle darunter sagt dasselbe.",
        left=tuple(vision.title for vision in sources.visions.values()),
        right=tuple(field.name for field in sources.fields.values()),
        lines=tuple(lines),
    )


def _fields(sources: Sources) -> Part:
    return Part(
        "handlungsfelder", "Handlungsfelder", parts=tuple(_field(one, sources) for one in sources.fields.values())
    )


def _field(field: Any, sources: Sources) -> Part:
    measures = [one for one in sources.measures.values() if field.pk in one.field_ids]
    visions = [vision for pk, vision in sources.visions.items() if pk in field.vision_ids]
    rows = tuple((one.title, one.get_priority_display(), _period(one.starts_on, one.ends_on)) for one in measures)
    return Part(
        f"handlungsfeld-{field.pk}",
        field.name,
        facts=_filled(("Zielbilder", _names(visions))),
        text=paragraphs_of(field.description),
        grid=Grid(f"Maßnahmen im Handlungsfeld {field.name}", ("Maßnahme", "Priorität", "Zeitraum"), (6, 2, 3), rows)
        if rows
        else None,
    )


def _concepts(sources: Sources) -> Part:
    rows = tuple(_links(sources.concepts))
    header = ("Teilkonzept", "Verknüpfung", "anderes Teilkonzept", "Begründung")
    return Part(
        "teilkonzepte",
        "Teilkonzepte",
        grid=Grid("Wie die Teilkonzepte verknüpft sind", header, (3, 2, 3, 5), rows) if rows else None,
        parts=tuple(_concept(concept) for concept in sources.concepts.values()),
    )


def _links(concepts: Mapping[int, Any]) -> Iterator[tuple[str, ...]]:
    for concept in concepts.values():
        for row in concept.link_rows:
            yield concept.title, str(LinkKind(row["kind"]).label), concepts[row["to"]].title, row["reason"]


def _concept(concept: Any) -> Part:
    return Part(
        f"teilkonzept-{concept.pk}",
        concept.title,
        facts=(("Gruppe", concept.body.name), ("Stand", concept.get_status_display())),
        parts=tuple(
            Part(f"abschnitt-{row['id']}", row["heading"], text=paragraphs_of(row["text"]))
            for row in concept.section_rows
        ),
    )


def _measures(sources: Sources) -> Part:
    meanings = tuple(f"Priorität **{one.label}**: {one.meaning}." for one in Priority)
    return Part(
        "massnahmen",
        "Maßnahmen",
        text=meanings if sources.measures else (),
        parts=tuple(_measure(one, sources) for one in sources.measures.values()),
    )


def _measure(measure: Any, sources: Sources) -> Part:
    concept = sources.concepts.get(measure.sub_concept_id)
    indicators = tuple(indicator_cells(row) for row in measure.indicator_rows)
    return Part(
        f"massnahme-{measure.pk}",
        measure.title,
        facts=_filled(
            ("Handlungsfelder", _names(field for pk, field in sources.fields.items() if pk in measure.field_ids)),
            ("Teilkonzept", concept.title if concept else ""),
            ("Verantwortlich", str(measure.organisation or "")),
            ("Zeitraum", _period(measure.starts_on, measure.ends_on)),
            ("Kosten", _euros(measure.cost)),
            ("Priorität", measure.get_priority_display()),
            ("Herkunft", measure.get_origin_display()),
        ),
        text=paragraphs_of(measure.text),
        grid=Grid(f"Indikatoren der Maßnahme {measure.title}", INDICATOR_HEADER, (5, 3, 4, 4), indicators)
        if indicators
        else None,
    )


def _annex(annex: Any) -> Part:
    files = tuple(File(**row) for row in annex.file_rows)
    return Part(f"anlage-{annex.slug}", annex.title, text=paragraphs_of(annex.text), files=files)


def _filled(*facts: tuple[str, str]) -> Facts:
    return tuple((label, value) for label, value in facts if value)


def _names(objects: Iterable[Any]) -> str:
    return ", ".join(str(one) for one in objects)


def _period(start: date | None, end: date | None) -> str:
    """Return "03/2021 bis 12/2022", "ab 03/2021", "bis 12/2022" or nothing."""
    first, last = (f"{day:%m/%Y}" if day else "" for day in (start, end))
    if first and last:
        return f"{first} bis {last}"
    return f"ab {first}" if first else f"bis {last}" if last else ""


def _euros(amount: int | None) -> str:
    return f"{amount:,} Euro".replace(",", ".") if amount is not None else ""
