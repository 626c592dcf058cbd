"""What if: pilots of a list that somebody chooses, and how their sum stands to the budget."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pilots.content import euros
from pilots.enums import Recommendation
from pilots.results import Result, Standing


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen pilots in the order of the result; ``budget`` is the frame in euros, if there is one."""

    chosen: Sequence[Standing]
    budget: int | None

    @property
    def references(self) -> list[str]:
        """The numbers of the chosen pilots."""
        return [one.reference for one in self.chosen]

    @property
    def cost(self) -> int:
        """What they cost together, in euros."""
        return sum(one.cost for one in self.chosen)

    @property
    def funding(self) -> int:
        """How much of that somebody else pays."""
        return sum(one.funding for one in self.chosen)

    @property
    def own(self) -> int:
        """How much of that the city pays."""
        return self.cost - self.funding

    @property
    def left(self) -> int | None:
        """What is left of the budget, negative where it does not suffice; ``None`` without a budget."""
        return None if self.budget is None else self.budget - self.cost

    @property
    def in_words(self) -> str:
        """How many there are, and their sum: "14 Pilotprojekte, zusammen 516.000 Euro."."""
        match len(self.chosen):
            case 0:
                return "Noch ist kein Pilotprojekt gewählt."
            case 1:
                return f"1 Pilotprojekt, {euros(self.cost)}."
            case count:
                return f"{count} Pilotprojekte, zusammen {euros(self.cost)}."

    @property
    def left_in_words(self) -> str:
        """How the sum stands to the budget; empty without one."""
        if self.budget is None or self.left is None:
            return ""
        frame = f"Budgetrahmen von {euros(self.budget)}"
        if self.left < 0:
            return f"Der {frame} reicht nicht: Es fehlen {euros(-self.left)}."
        return f"Im {frame} bleiben {euros(self.left)}."


def choose(result: Result, references: Collection[str], budget: int | None) -> Choice:
    """Return the choice of the pilots with these numbers; numbers that are not on the list are left out."""
    return Choice([one for one in result.standings if one.reference in references], budget)


def best_within(result: Result, budget: int | None) -> list[str]:
    """Return the pilots in the order of their ranks, up to the first that the budget no longer covers."""
    chosen, spent = [], 0
    for one in result.standings:
        spent += one.cost
        if one.rank is None or (budget is not None and spent > budget):
            break
        chosen.append(one.reference)
    return chosen


def recommended(result: Result) -> list[str]:
    """Return the pilots that more than half of the reviewers recommend, with or without conditions."""
    return [one.reference for one in result.standings if 2 * _in_favour(one) > sum(one.recommendations.values())]


def quick_wins(result: Result) -> list[str]:
    """Return the pilots that show a result soon."""
    return [one.reference for one in result.standings if one.content["is_quick_win"]]


def _in_favour(standing: Standing) -> int:
    counts = standing.recommendations
    return counts.get(Recommendation.APPROVE, 0) + counts.get(Recommendation.CONDITIONS, 0)
