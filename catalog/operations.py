"""What a process may do with services: order one as a part of the request, put an answer right."""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.actions import edit_order, order
from catalog.forms import form_of_edit
from catalog.forms.fixed import Fixed
from catalog.models import Order, Service
from processes.operations import Doing, Failed, Field, operation
from tickets.actions import link


@operation(
    "order",
    gettext_lazy("Order a service as a part of it"),
    Field("service", "text", gettext_lazy("Service"), hint=gettext_lazy("its short name")),
    Field(
        "person",
        "person",
        gettext_lazy("For whom"),
        required=False,
        hint=gettext_lazy("empty: the requester"),
    ),
    Field(
        "answers",
        "json",
        gettext_lazy("Answers"),
        required=False,
        hint=gettext_lazy("by the names of its questions, {name} puts in a fact"),
    ),
    gives=("sub_request",),
)
def order_service(doing: Doing) -> dict[str, str]:
    """Orders for a person; the new request hangs below the ticket. Trying again orders nothing twice."""
    service = Service.objects.live().select_related("current").filter(slug=doing.inputs["service"]).first()
    if service is None:
        raise Failed("no-service", _("There is no service “%(name)s”.") % {"name": doing.inputs["service"]})
    child = order(
        service.current,
        by=doing.by,
        on_behalf_of=doing.inputs["person"] or doing.ticket.requester,
        answers=_answers(doing.inputs["answers"]),
        now=doing.now,
        channel="process",
        key=f"step:{doing.key}",
    )
    link(doing.ticket, child, type="parent", by=doing.by, now=doing.now, channel="process")
    return {"sub_request": child.reference}


@operation(
    "set-answer",
    gettext_lazy("Change an answer"),
    Field("question", "question", gettext_lazy("Question")),
    Field("value", "text", gettext_lazy("Value"), required=False, hint=gettext_lazy("empty: takes it away")),
)
def set_answer(doing: Doing) -> None:
    """Puts another answer in place, through the form the order was made with."""
    made = Order.objects.select_related("version", "ordered_for").filter(ticket=doing.ticket).first()
    name = doing.inputs["question"]
    asked = [one.name for one in made.version.service_spec.asked] if made else []
    if made is None or name not in asked:
        raise Failed("no-question", _("The request has no question “%(name)s”.") % {"name": name})
    lines = {line["name"]: line for line in doing.ticket.sheet}
    fixed = Fixed(doing.ticket.answers, lines, open=frozenset({name}), shown=frozenset(asked))
    form = form_of_edit(
        made.version,
        doing.ticket,
        person=doing.by,
        on_behalf_of=made.ordered_for,
        now=doing.now,
        fixed=fixed,
        answers={name: _plain(doing.inputs["value"])},
    )
    edit_order(made, form, by=doing.by, now=doing.now, channel="process")


def _answers(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except ValueError as error:
        raise Failed("bad-input", _("The answers are no JSON: %(error)s") % {"error": error}) from None
    if not isinstance(found, dict):
        raise Failed("bad-input", _("Write answers by the names of their questions: {…}."))
    return found


def _plain(text: str | None) -> Any:
    """A number, yes or no, or a list as JSON has them; everything else is a text."""
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
