"""Addresses of the strategy (DESIGN: Contract)."""

from django.urls import URLPattern, URLResolver, include, path

from strategy.views import (
    consultations,
    links,
    matrix,
    measures,
    network,
    nodes,
    opinions,
    overview,
    removed,
    sections,
    sub_concepts,
    tree,
)
from strategy.views.kinds import KINDS, Kind

app_name = "strategy"


def writing(kind: Kind) -> list[URLPattern]:
    """Return the addresses by which one kind of object is written."""
    given, one = {"kind": kind}, f"{kind.folder}/<slug:slug>/"
    return [
        path(f"{kind.folder}/neu/", nodes.node_create, given, name=f"{kind.name}_create"),
        path(f"{one}bearbeiten/", nodes.node_edit, given, name=f"{kind.name}_edit"),
        path(f"{one}entfernen/", nodes.node_remove, given, name=f"{kind.name}_remove"),
        path(f"{one}verlauf/", nodes.node_history, given, name=f"{kind.name}_history"),
        path(f"{one}verlauf/<int:history_id>/", nodes.node_restore, given, name=f"{kind.name}_restore"),
        path(
            f"entfernt/{kind.folder}/<int:history_id>/",
            removed.node_bring_back,
            given,
            name=f"{kind.name}_bring_back",
        ),
    ]


INDICATORS = "massnahmen/<slug:slug>/indikatoren/"
CONCEPT = "teilkonzepte/<slug:slug>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("bearbeiten/", tree.tree, name="tree"),
    path("entfernt/", removed.removed_list, name="removed"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("netz/", network.network, name="network"),
    *(pattern for kind in KINDS for pattern in writing(kind)),
    path("zielbilder/<slug:slug>/", overview.vision_detail, name="vision"),
    path("handlungsfelder/<slug:slug>/", overview.field_detail, name="action_field"),
    path("massnahmen/", measures.measure_list, name="measures"),
    path("massnahmen/tabelle.xlsx", measures.measure_table, {"kind": "xlsx"}, name="measures_xlsx"),
    path("massnahmen/tabelle.csv", measures.measure_table, {"kind": "csv"}, name="measures_csv"),
    path("massnahmen/<slug:slug>/", measures.measure_detail, name="measure"),
    path(f"{INDICATORS}neu/", measures.indicator_create, name="indicator_create"),
    path(f"{INDICATORS}<int:pk>/", measures.indicator_edit, name="indicator_edit"),
    path(f"{INDICATORS}<int:pk>/entfernen/", measures.indicator_remove, name="indicator_remove"),
    path(f"{INDICATORS}<int:pk>/messwert/", measures.value_record, name="value_record"),
    path("teilkonzepte/", sub_concepts.concept_index, name="sub_concepts"),
    path("teilkonzepte/neu/", sub_concepts.concept_create, name="concept_create"),
    path(CONCEPT, sub_concepts.concept_detail, name="sub_concept"),
    path(f"{CONCEPT}bearbeiten/", sub_concepts.concept_edit, name="concept_edit"),
    path(f"{CONCEPT}schritt/<slug:step>/", sub_concepts.concept_step, name="concept_step"),
    path(f"{CONCEPT}verlauf/", sub_concepts.concept_history, name="concept_history"),
    path(f"{CONCEPT}verlauf/<int:history_id>/", sub_concepts.section_restore, name="section_restore"),
    path(f"{CONCEPT}abschnitte/neu/", sections.section_create, name="section_create"),
    path(f"{CONCEPT}abschnitte/<int:pk>/", sections.section_edit, name="section_edit"),
    path(f"{CONCEPT}abschnitte/<int:pk>/verschieben/", sections.section_move, name="section_move"),
    path(f"{CONCEPT}abschnitte/<int:pk>/entfernen/", sections.section_remove, name="section_remove"),
    path(f"{CONCEPT}verknuepfungen/neu/", links.link_create, name="link_create"),
    path(f"{CONCEPT}verknuepfungen/<int:pk>/", links.link_edit, name="link_edit"),
    path(f"{CONCEPT}verknuepfungen/<int:pk>/loesen/", links.link_remove, name="link_remove"),
    path("stellungnahmen/", consultations.waiting, name="waiting_consultations"),
    path("stellungnahmen/beantworten/", opinions.unanswered, name="opinions_to_answer"),
    path("fassungen/", include("strategy.version_urls")),
]
