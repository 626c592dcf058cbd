"""Pages of tasks: the list over all bodies, and one task with its next steps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.lists import filter_in_words, page_of, render_list, summary_in_words
from common.timeline import status_steps
from workshops.filters import TaskFilter, by_due_day
from workshops.forms.statuses import ReasonForm
from workshops.selectors import origins_of, tasks_for
from workshops.steps import TASK, needs_reason, open_steps
from workshops.views.statuses import find_step, take_step


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """Show the tasks of all protocols that the person may read, filtered; the next due first."""
    chosen = TaskFilter(request.GET, tasks_for(request.user), request=request)
    page = page_of(request, by_due_day(chosen.qs))
    context = {
        "filter": chosen,
        "page_obj": page,
        "tasks": list(zip(page, origins_of(page), strict=True)),
        "is_filtered": filter_in_words(chosen.form) != "",
        "summary": summary_in_words(page, chosen.form, "Aufgabe", "Aufgaben"),
    }
    return render_list(request, "workshops/task_list.html", "workshops/_task_rows.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one task with its history of statuses; editors take its next step here."""
    task = get_object_or_404(tasks_for(request.user), pk=pk)
    form = ReasonForm(is_required=False)
    if request.method == "POST":
        require_perm(request.user, task.TRANSITIONS.permission, task)
        step = find_step(TASK, request.POST.get("step", ""))
        form = ReasonForm(request.POST, is_required=needs_reason(task, step))
        if form.is_valid():
            take_step(request, task, step, form.cleaned_data["reason"])
            return redirect("workshops:task_detail", pk=task.pk)
    [meeting] = origins_of([task])
    context = {
        "task": task,
        "meeting": meeting,
        "steps": open_steps(task, request.user),
        "form": form,
        "entries": status_steps(task),
    }
    return render(request, "workshops/task_detail.html", context, status=422 if form.errors else 200)
