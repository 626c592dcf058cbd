"""What there is from the beginning."""

import pytest
from django.core.management import call_command

from ideas.models import Call, ConsentText


@pytest.mark.django_db(transaction=True)
def test_form_and_consent_are_there_again_after_a_flush() -> None:
    call_command("flush", interactive=False, verbosity=0)
    form, consent = Call.objects.get(), ConsentText.objects.get()
    assert (form.slug, form.is_open(), form.closes_at, consent.number) == ("ideenformular", True, None, 1)


@pytest.mark.django_db
def test_nothing_is_created_twice() -> None:
    call_command("migrate", verbosity=0)
    assert (Call.objects.count(), ConsentText.objects.count()) == (1, 1)
