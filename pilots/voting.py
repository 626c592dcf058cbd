"""The arithmetic of votes at the meeting, free of any database.

The rules are those of the city's council, which its bodies follow (Thüringer Kommunalordnung): whoever is personally
involved neither deliberates nor votes (§ 38 Abs. 1); a body may decide when more than half of its members are present
and entitled to vote (§ 36 Abs. 1), or a third, where conflicts of interest leave no such majority (§ 36 Abs. 3); a
motion passes with more yes than no, and falls with as many (§ 39 Abs. 1).
"""

from math import ceil

from workshops.content import Votes


def cast(votes: Votes) -> int:
    """Return how many members voted: those who were present and entitled to."""
    return votes.yes + votes.no + votes.abstained


def quorum(members: int, conflicted: int) -> int:
    """Return how many of so many voting members must be present and entitled to vote, when so many are conflicted."""
    majority = members // 2 + 1
    return majority if members - conflicted >= majority else ceil(members / 3)


def objections(votes: Votes, *, members: int, conflicted: int, is_carried: bool) -> list[str]:
    """Return as German sentences why these votes cannot be right; empty where they can.

    ``members`` are the voting members on the day of the meeting, ``conflicted`` those of them who are known to have a
    conflict of interest. ``is_carried`` says whether the outcome needs a majority for the motion, or that there was
    none.
    """
    entitled, needed = members - votes.conflicted, quorum(members, votes.conflicted)
    found = []
    if votes.conflicted < conflicted:
        found.append(f"Als befangen bekannt: {conflicted}, eingetragen: {votes.conflicted}. Bitte zählen Sie alle mit.")
    if cast(votes) > entitled:
        found.append(
            f"Es sind {cast(votes)} Stimmen, abstimmen dürfen aber höchstens {max(entitled, 0)}"
            f" ({members} stimmberechtigt, davon {votes.conflicted} befangen)."
        )
    elif entitled < needed:
        found.append(
            f"Von {members} Stimmberechtigten sind {votes.conflicted} befangen; damit kann das Gremium darüber nicht"
            " beschließen. Bitte lassen Sie das Ergebnis offen und legen Sie das Projekt dem Stadtrat vor."
        )
    elif cast(votes) < needed:
        found.append(
            f"Das Gremium war nicht beschlussfähig: Von {members} Stimmberechtigten müssen mindestens {needed}"
            f" anwesend und nicht befangen sein, abgestimmt haben {cast(votes)}."
        )
    if is_carried and votes.yes <= votes.no:
        found.append("Mit diesen Stimmen ist der Antrag nicht angenommen; dafür braucht er mehr Ja als Nein.")
    if not is_carried and votes.yes > votes.no:
        found.append("Mit diesen Stimmen ist das Pilotprojekt nicht abgelehnt; Ja heißt hier: für das Projekt.")
    return found
