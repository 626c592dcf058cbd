"""Writing Zielbilder, Handlungsfelder and Maßnahmen, their Verlauf, and bringing an earlier state back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.drafts import discard_draft, keeps_draft, opened, restored
from common.history_pages import step_page
from common.tabs import Tab, hung_tabs
from common.timeline import Step, differences
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from people.rules import Person
from strategy.forms.indicators import RemoveForm
from strategy.services.removal import remove_node
from strategy.timeline import CONTENT, object_timeline, restorable, step_title
from strategy.views.frame import refuse, version_in
from strategy.views.kinds import MEASURE, Kind

MEANWHILE = (
    "Inzwischen wurde der Text geändert; es ist nichts wiederhergestellt. Hier steht, was sich jetzt ändern würde."
)
COMES_BACK = "Beim Bearbeiten des Baums steht es unter „Entferntes“ und lässt sich von dort wiederherstellen."
CHANGED = "Inzwischen hat jemand daran geschrieben; es ist nichts entfernt. Bitte sehen Sie vorher noch einmal nach."


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def node_create(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show and save the form of a new object; the address may name what it belongs to (``?zielbild=…``)."""
    editor = require_perm(request.user, f"strategy.add_{kind.permission}")
    context: dict[str, Any] = {"kind": kind, "title": kind.new}
    if request.method != "POST":
        form, draft = restored(request, lambda data=None, **rest: _form(kind, data, **rest), **_parent(request, kind))
        return _show(request, form, draft=draft, **context)
    form = _form(kind, request.POST)
    if form.is_valid():
        try:
            made = kind.create(form.content(), by=editor)
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"{_the(kind)} ist angelegt.")
            return redirect(made)
    return _show(request, form, status=422, **context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def node_edit(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Show and save the form of a stored object."""
    node, editor = node_to_edit(request, kind, slug)
    context: dict[str, Any] = {"kind": kind, "node": node, "tabs": node_tabs(request.user, kind, node, "edit")}
    context["title"] = f"{kind.label} bearbeiten"
    context["remove_url"] = reverse(f"strategy:{kind.name}_remove", args=[slug])
    if request.method != "POST":
        form, draft = restored(request, lambda data=None, **rest: _form(kind, data, node, **rest))
        return _show(request, form, draft=draft, **context)
    form, status = _form(kind, request.POST, node), 422
    if form.is_valid():
        reason = form.cleaned_data["reason"] or f"{kind.label} bearbeitet"
        try:
            kind.edit(node, version=version_in(request), content=form.content(), by=editor, reason=reason)
        except StaleVersionError as error:
            context["conflicts"], status = form.show_conflicts(error.current, what=kind.the), 409
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"{_the(kind)} ist gespeichert.")
            return redirect(node)
    return _show(request, form, status=status, **context)


@require_safe
def node_history(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Show who changed what, newest first."""
    node, _ = node_to_edit(request, kind, slug)
    page = step_page(request, partial(object_timeline, node))
    states = restorable(page.steps, {node.pk: node})

    def restore_url(step: Step) -> str:
        return reverse(f"strategy:{kind.name}_restore", args=[slug, step.history_id]) if step.key in states else ""

    context = {"kind": kind, "node": node, "tabs": node_tabs(request.user, kind, node, "history"), "title": "Verlauf"}
    return render(request, "strategy/node_history.html", context | page.context(step_title, restore_url=restore_url))


@require_http_methods(["GET", "HEAD", "POST"])
def node_restore(request: HttpRequest, kind: Kind, slug: str, history_id: int) -> HttpResponse:
    """Show what bringing an earlier state back would change, and bring it back; connections stay."""
    node, editor = node_to_edit(request, kind, slug)
    names = CONTENT[kind.model]
    try:
        record = node.history.get(history_id=history_id)
        content = {name: getattr(record, name) for name in names}
    except ObjectDoesNotExist as error:  # of the state, or of what it named
        raise Http404 from error
    changes = differences(kind.model, {name: getattr(node, name) for name in names}, content)
    if request.method != "POST":
        context = {
            "kind": kind,
            "node": node,
            "record": record,
            "changes": changes,
            "title": "Früheren Stand zurückholen",
            "back_url": reverse(f"strategy:{kind.name}_history", args=[slug]),
        }
        return render(request, "strategy/node_restore.html", context)
    try:
        kind.edit(node, version=version_in(request), content=content, by=editor, reason="Früheren Stand zurückgeholt")
    except StaleVersionError:
        messages.error(request, MEANWHILE)
        return redirect(request.path)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"strategy:{kind.name}_history", slug)
    messages.success(request, "Der frühere Stand ist zurückgeholt.")
    return redirect(node)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def node_remove(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    """Say what removing an object undoes, and remove it."""
    node, editor = node_to_edit(request, kind, slug)
    label = f"{kind.label} entfernen"
    make = partial(RemoveForm, submit=label, cancel_url=node.get_absolute_url(), version=node.version)
    form, draft = opened(request, make)
    if form.is_valid():
        try:
            remove_node(node, version=version_in(request), reason=form.cleaned_data["reason"], by=editor)
        except StaleVersionError:
            form = make(request.POST.dict() | {"version": node.version})
            form.add_error(None, CHANGED)
        except TransitionError as error:
            form.add_error(None, str(error))
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"Entfernt: {kind.label} „{node}“. {COMES_BACK}")
            return redirect("strategy:overview")
    context = {"kind": kind, "node": node, "title": label, "text": _what_goes(kind, node), "draft": draft}
    return _show(request, form, status=422 if form.errors else 200, **context)


def _what_goes(kind: Kind, node: Any) -> str:
    """Return what is undone when an object is removed: "… Gelöst wird die Zuordnung zu: Mobilität."."""
    neighbours = [str(other) for relation in kind.neighbours for other in getattr(node, relation).all()]
    loosened = f" Gelöst wird die Zuordnung zu: {', '.join(neighbours)}." if neighbours else ""
    indicators = " Ihre Indikatoren mit allen Messwerten gehen mit." if kind is MEASURE else ""
    return (
        f"{_the(kind)} „{node}“ verschwindet aus Baum, Matrix und Netz und steht nicht mehr in der Strategie;"
        f" eingefrorene Stände behalten den Text.{loosened}{indicators}"
    )


def _the(kind: Kind) -> str:
    return f"{kind.the[0].upper()}{kind.the[1:]}"


def node_to_edit(request: HttpRequest, kind: Kind, slug: str) -> tuple[Any, User]:
    """Return an object and the editor who works on it. Raises ``Http404`` for others."""
    node = get_object_or_404(kind.model.objects.visible_to(request.user), slug=slug)
    return node, require_perm(request.user, f"strategy.change_{kind.permission}", node)


def node_tabs(user: Person, kind: Kind, node: Any, current: str) -> list[Tab]:
    """Return the tabs of an object's pages: its own, those of rooms above, and for editors editing and Verlauf."""
    tabs: list[Tab] = [{"label": kind.label, "url": node.get_absolute_url(), "current": current == "detail"}]
    tabs += hung_tabs(node, current)
    if user.has_perm(f"strategy.change_{kind.permission}", node):
        for name, label in (("edit", "Bearbeiten"), ("history", "Verlauf")):
            url = reverse(f"strategy:{kind.name}_{name}", args=[node.slug])
            tabs.append({"label": label, "url": url, "current": current == name})
    return tabs if len(tabs) > 1 else []


def _form(kind: Kind, data: Any = None, node: Any = None, **rest: Any) -> Any:
    cancel_url = node.get_absolute_url() if node else reverse("strategy:overview")
    return kind.form(data, stored=node, cancel_url=cancel_url, **rest)


def _parent(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """Return what a new object belongs to, as the initial value of its form."""
    if not kind.parent or kind.parent not in request.GET:
        return {}
    parents = kind.model._meta.get_field(kind.form.relation).related_model.objects
    found = parents.filter(slug=request.GET[kind.parent]).values_list("pk", flat=True)
    return {kind.form.relation: list(found)}


def _show(request: HttpRequest, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "strategy/node_form.html", {"form": form, **context}, status=status)
