"""Form fields for shares as officials write them, and fields that many rows share."""

from typing import Any

from django import forms

from common.fields import FigureField


class PercentField(FigureField):
    """A share from 0 to 100 with up to two places, with a comma or a point: "12,5"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=5, min_value=0, max_value=100, **kwargs)


class SharedFields(dict[str, forms.Field]):
    """The fields of all forms of one class: no form changes them, so Django need not copy them for each row."""

    def __deepcopy__(self, memo: Any) -> "SharedFields":
        return SharedFields(self)
