"""One run: fill, count queries, serve, measure, report."""

import secrets
import statistics
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import connection

from bench.client import Client
from bench.databases import filled_database, make_copy
from bench.figures import MAX_WORKER_MEMORY, Figures, missed_counts, missed_times, percentile
from bench.fill.people import GUEST
from bench.fill.sizes import FULL, QUICK, SMALL, Size
from bench.pages import BARE_PAGE, PAGES, Page
from bench.queries import count_queries
from bench.report import table, write_result
from bench.server import Memory, running_server
from bench.timing import Series, send_many, take_turns, throughput
from people.models import User
from smartcity.preparation import collect_static


@dataclass(frozen=True)
class Plan:
    """How thoroughly to measure. Budgets of time and memory are judged by a full run only; the others by every run.

    A quick run has other processes beside it, and what a worker holds with them says nothing about 5,000 requests.
    """

    size: Size
    warm_up: int
    """Rounds before the others; ten let every thread of every worker connect to the database and load its templates."""
    rounds: int
    seconds: float
    """How long each page's throughput is measured; 0 for not at all."""
    requests: int
    """How many requests come before the workers' memory is read."""
    judges_times: bool


FULL_RUN = Plan(FULL, warm_up=10, rounds=200, seconds=3, requests=5_000, judges_times=True)
QUICK_RUN = Plan(QUICK, warm_up=0, rounds=1, seconds=0, requests=80, judges_times=False)


def with_ideas(plan: Plan, count: int) -> Plan:
    """Return the plan on a data set of its own that holds ``count`` ideas."""
    return replace(plan, size=replace(plan.size, name=f"{plan.size.name}_{count}", ideas=count))


def run(plan: Plan, names: Sequence[str] = ()) -> bool:
    """Measure the pages with these names (none: all pages), report, and return whether every budget is held."""
    pages = [page for page in PAGES if not names or page.name in names]
    everything = [BARE_PAGE, *pages]
    collect_static()
    filled = filled_database(plan.size)
    queries = count_queries(everything, filled)
    queries_small = count_queries(everything, filled_database(SMALL))
    make_copy(filled, str(connection.settings_dict["NAME"]))
    emails = {page.email for page in everything}
    password = _new_password(emails)
    with running_server() as server, ExitStack() as stack:
        clients = {email: stack.enter_context(closing(Client(server.port))) for email in emails}
        for email, client in clients.items():
            if email != GUEST:
                client.sign_in(email, password)
        series = take_turns(clients, pages, warm_up=plan.warm_up, rounds=plan.rounds)
        rates = {page.name: throughput(clients[page.email], page, plan.seconds) for page in everything}
        send_many(clients, pages, plan.requests)
        memory = server.memory()
    bare = statistics.median(series[BARE_PAGE.name].seconds)
    figures = {
        page.name: _figures(series[page.name], bare, rates[page.name], queries[page.name], queries_small[page.name])
        for page in everything
    }
    missed = [*_missed(plan, everything, figures), *(_missed_memory(memory.now) if plan.judges_times else ())]
    _report(plan, everything, figures, memory, missed)
    return not missed


def _new_password(emails: Iterable[str]) -> str:
    """Give the accounts that measure a password of their own for this run, and return it."""
    password = secrets.token_urlsafe()
    for account in User.objects.filter(email__in=emails):
        account.set_password(password)
        account.save()
    connection.close()
    return password


def _figures(series: Series, bare: float, rate: float, queries: int, queries_small: int) -> Figures:
    median = statistics.median(series.seconds)
    return Figures(
        median=median,
        p95=percentile(series.seconds, 95),
        ratio=median / bare,
        rate=rate,
        queries=queries,
        queries_small=queries_small,
        wire=series.wire,
        size=series.size,
    )


def _missed(plan: Plan, pages: Sequence[Page], figures: Mapping[str, Figures]) -> list[str]:
    counts = [sentence for page in pages for sentence in missed_counts(page, figures[page.name])]
    times = [sentence for page in pages for sentence in missed_times(page, figures[page.name])]
    return counts + times if plan.judges_times else counts


def _missed_memory(memory: float) -> list[str]:
    if memory < MAX_WORKER_MEMORY:
        return []
    return [f"A worker held {memory:.0f} MB, less than {MAX_WORKER_MEMORY} MB allowed."]


def _report(
    plan: Plan, pages: Sequence[Page], figures: Mapping[str, Figures], memory: Memory, missed: Sequence[str]
) -> None:
    result = settings.VAR_DIR / "bench" / f"{'result' if plan.judges_times else 'quick'}.json"
    write_result(result, figures, worker_memory=memory.now, requests=plan.requests, missed=missed)
    print(f"\n{table(pages, figures)}\n")
    told = f"{memory.now:.0f} MB (at most {MAX_WORKER_MEMORY} MB); at its peak it held {memory.peak:.0f} MB"
    print(f"Memory of one worker after {plan.requests} requests: {told}")
    if not plan.judges_times:
        print("Too few requests to judge times and memory; queries and bytes are judged.")
    print("\n".join(["Missed:", *missed] if missed else ["All budgets are held."]))
