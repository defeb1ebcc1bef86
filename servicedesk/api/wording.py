"""What pydantic finds in a request, in words and in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES = {
    "missing": gettext_lazy("This must be given."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "string_type": gettext_lazy("This must be a text."),
    "bool_type": gettext_lazy("This must be true or false."),
    "bool_parsing": gettext_lazy("This must be true or false."),
    "list_type": gettext_lazy("This must be a list."),
    "dict_type": gettext_lazy("This must be a JSON object."),
    "model_type": gettext_lazy("This must be a JSON object."),
    "model_attributes_type": gettext_lazy("This must be a JSON object."),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_from_float", "int_parsing_size"),
        gettext_lazy("This must be a whole number."),
    ),
}


def sentence(error: Mapping[str, Any]) -> str:
    """What one of pydantic's errors means; its own words where there are none of ours."""
    most = (error.get("ctx") or {}).get("max_length")
    if error["type"] == "string_too_long":
        return _("This is too long: at most %(most)s characters.") % {"most": most}
    if error["type"] == "too_long":
        return _("These are too many: at most %(most)s.") % {"most": most}
    return str(SENTENCES.get(error["type"], error["msg"]))
