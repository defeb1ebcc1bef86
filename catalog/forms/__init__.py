from catalog.forms.counting import QUANTITY
from catalog.forms.drawing import Group, Shown
from catalog.forms.filling import InvalidOrder, OrderForm
from catalog.forms.fixed import Fixed, fixed_for
from catalog.forms.keeping import as_data, is_touched, typed_values, values_of
from catalog.forms.opening import (
    form_for,
    form_of_answers,
    form_of_edit,
    prefill_of_answers,
    prefill_of_link,
    schema_for,
)
from catalog.forms.words import prefill_of_words

__all__ = [
    "QUANTITY",
    "Fixed",
    "Group",
    "InvalidOrder",
    "OrderForm",
    "Shown",
    "as_data",
    "fixed_for",
    "form_for",
    "form_of_answers",
    "form_of_edit",
    "is_touched",
    "prefill_of_answers",
    "prefill_of_link",
    "prefill_of_words",
    "schema_for",
    "typed_values",
    "values_of",
]
