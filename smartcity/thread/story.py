"""The whole red thread of one object: its stations, and what happened in the order of the days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from people.rules import Person, is_editor
from smartcity.thread.entries import Entry, Storyteller
from smartcity.thread.events import rows_of
from smartcity.thread.kinds import Key, Kind
from smartcity.thread.links import links_of, reachable
from smartcity.thread.nodes import Node, visible_nodes


@dataclass(frozen=True, slots=True)
class Station:
    """The objects of one kind on the thread, in the order of their numbers."""

    kind: Kind
    nodes: Sequence[Node]

    @property
    def label(self) -> str:
        """What they are called."""
        return str(self.kind.label) if len(self.nodes) == 1 else self.kind.plural


@dataclass(frozen=True, slots=True)
class Thread:
    """The red thread of ``start``, as one reader may see it."""

    start: Key
    stations: Sequence[Station]
    entries: Sequence[Entry]

    @property
    def is_alone(self) -> bool:
        """Whether the object came of nothing, and nothing came of it yet."""
        return sum(len(station.nodes) for station in self.stations) == 1


def red_thread(start: Key, user: Person) -> Thread:
    """Return the red thread of an object that ``user`` may see; three queries, however long it is."""
    links = links_of(start)
    nodes = visible_nodes({start, *(key for link in links for key in link)}, user)
    on_thread = reachable(start, links, nodes)
    nodes = {key: node for key, node in nodes.items() if key in on_thread}
    storyteller = Storyteller(start, nodes, links, is_editor=is_editor(user))
    return Thread(start, _stations(nodes.values()), storyteller.tell(rows_of(nodes, user)))


def _stations(nodes: Iterable[Node]) -> list[Station]:
    by_label = sorted(nodes, key=lambda node: node.label)
    found = [Station(kind, [node for node in by_label if node.kind == kind]) for kind in Kind]
    return [station for station in found if station.nodes]
