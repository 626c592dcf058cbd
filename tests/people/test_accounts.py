"""Changing accounts: with a reason, by the administration, and never so that nobody of it is left."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from people.enums import Role
from people.models import User
from people.services.accounts import AccountError, edit_account
from tests.factories.people import OrganisationFactory, UserFactory

CHANGES = [{"role": Role.TEAM}, {"role": Role.PARTICIPANT}, {"is_active": False}]


@pytest.mark.django_db
def test_role_is_changed_with_a_reason() -> None:
    by, user = UserFactory(admin=True, name="Alex Admin"), UserFactory()
    assert edit_account(user, changes={"role": Role.TEAM}, by=by, reason="Neu im Team").role == Role.TEAM
    row = user.history.first()
    assert (row.role, row.history_user_name, row.history_change_reason) == (Role.TEAM, "Alex Admin", "Neu im Team")


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_last_administrator_keeps_the_role(change: dict[str, object]) -> None:
    last = UserFactory(admin=True)
    UserFactory(admin=True, is_active=False)
    UserFactory(team=True)
    with pytest.raises(AccountError, match="letzte aktive Konto"):
        edit_account(last, changes=change, by=last, reason="Abschied")
    last.refresh_from_db()
    assert (last.role, last.is_active, last.history.count()) == (Role.ADMIN, True, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_administrator_may_go_when_another_stays(change: dict[str, object]) -> None:
    going, staying = UserFactory(admin=True), UserFactory(admin=True)
    edit_account(going, changes=change, by=staying, reason="Abschied")
    assert list(User.objects.filter(role=Role.ADMIN, is_active=True)) == [staying]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_dismiss_each_other_at_once() -> None:
    first, second = UserFactory(admin=True), UserFactory(admin=True)
    refused: list[str] = []
    start = threading.Barrier(2)

    def dismiss(user: User, by: User) -> None:
        start.wait()
        try:
            edit_account(user, changes={"role": Role.TEAM}, by=None, reason=f"von {by}")
        except AccountError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=dismiss, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.objects.filter(role=Role.ADMIN, is_active=True).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", [{}, {"team": True}])
def test_only_the_administration_changes_accounts(role: dict[str, bool]) -> None:
    user = UserFactory()
    with pytest.raises(PermissionDenied):
        edit_account(user, changes={"role": Role.ADMIN}, by=UserFactory(**role), reason="Bitte")
    user.refresh_from_db()
    assert user.role == Role.PARTICIPANT


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"email": "kim@example.org"}, {"email": "keine"}, {"name": ""}, {"role": "king"}, {"name": "x" * 201}]
)
def test_bad_values_change_nothing(change: dict[str, str]) -> None:
    UserFactory(email="kim@example.org")
    user = UserFactory(name="Nora")
    with pytest.raises(ValidationError):
        edit_account(user, changes={"organisation": OrganisationFactory(), **change}, by=None, reason="x")
    user.refresh_from_db()
    assert (user.name, user.organisation, user.history.count()) == ("Nora", None, 1)


PERMISSIONS = {
    "people.view_organisation": {"team", "admin"},
    "people.add_organisation": {"team", "admin"},
    "people.change_organisation": {"team", "admin"},
    "people.delete_organisation": {"admin"},
    "people.view_body": {"team", "admin"},
    "people.change_body": {"team", "admin"},
    "people.delete_body": {"admin"},
    "people.view_membership": {"team", "admin"},
    "people.add_membership": {"admin"},
    "people.change_membership": {"admin"},
    "people.delete_membership": {"admin"},
    "people.view_user": {"admin"},
    "people.add_user": {"admin"},
    "people.change_user": {"admin"},
    "people.delete_user": set(),
    "people.view_secondfactor": {"admin"},
    "people.delete_secondfactor": set(),
    "common.view_statuschange": {"team", "admin"},
    "common.change_statuschange": set(),
    "common.delete_statuschange": set(),
    "common.view_formdraft": {"admin"},
    "post_office.view_email": {"team", "admin"},
    "post_office.change_email": set(),
    "post_office.requeue_email": {"team", "admin"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("permission", PERMISSIONS)
def test_permissions_follow_the_roles(permission: str) -> None:
    people = {"member": UserFactory(), "team": UserFactory(team=True), "admin": UserFactory(admin=True)}
    assert {name for name, user in people.items() if user.has_perm(permission)} == PERMISSIONS[permission]


@pytest.mark.django_db
def test_closed_account_may_nothing() -> None:
    user = UserFactory(admin=True, is_active=False)
    assert not any(user.has_perm(permission) for permission in PERMISSIONS)
    assert not user.has_module_perms("people")
    assert not user.is_staff
