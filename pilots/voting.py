"""The arithmetic of votes at the meeting, free of any database.

The rules follow those of councils in Thuringia (Thüringer Kommunalordnung): whoever is personally involved neither
deliberates nor votes (§ 38); a body may decide when more than half of its members are present and entitled to vote
(§ 36), and a motion passes with more yes than no, and falls with as many (§ 39). Where conflicts of interest leave no
such majority, a third of all members is enough here, as § 36 provides for councils; a body whose Geschäftsordnung says
something else needs another :func:`quorum`. Where not even a third is left, nothing can be decided: the pilot is put
back without a vote, and may go onto the list of another body.
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


def can_decide(members: int, conflicted: int) -> bool:
    """Return whether enough members may vote when so many are conflicted."""
    return members - conflicted >= quorum(members, conflicted)


def objections(
    votes: Votes, *, members: int, conflicted: int, is_carried: bool, may_be_put_off: bool = False
) -> list[str]:
    """Return as German sentences why these votes cannot be right; empty where they can.

    ``members`` are the voting members on the day of the meeting, ``conflicted`` those of them who are known to have a
    conflict of interest. ``is_carried`` says whether the outcome needs a majority for the motion, or that there was
    none; ``may_be_put_off``, whether a body that cannot decide may come to it without a vote.
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
        if may_be_put_off and not cast(votes):
            return found
        found.append(
            f"Von {members} Stimmberechtigten sind {votes.conflicted} befangen; damit kann das Gremium darüber nicht"
            " beschließen. Bitte wählen Sie „zurückgestellt“, ohne Ja, Nein und Enthaltungen. Aus dem Themenspeicher"
            " kann das Projekt dann auf die Liste eines anderen Gremiums."
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
