"""Operations that tell people something, by bell and mail as each of them wishes."""

from django.utils.translation import gettext_lazy as _

from people.actions import notify
from people.models import Person
from processes import topics
from processes.operations.registry import Doing, Failed, Field, operation
from tickets.models import Ticket
from tickets.policies import may_work

REASON = _("A process tells you.")


@operation(
    "notify",
    _("Tell people"),
    Field("text", "text", _("In one line")),
    Field("body", "longtext", _("And in full"), required=False),
    Field("person", "person", _("Person"), required=False, hint=_("beside whom the shape names")),
    gives=("told",),
)
def tell(doing: Doing) -> dict[str, int]:
    """Tells those whom the shape names. Who may not see the ticket is not told of it."""
    people = {one.person.pk: one.person for one in doing.performers}
    if doing.inputs["person"]:
        people[doing.inputs["person"].pk] = doing.inputs["person"]
    allowed = [one for one in people.values() if _may_see(one, doing.ticket)]
    if not allowed:
        raise Failed("nobody", _("There is nobody to tell who may see this."))
    for one in allowed:
        at_desk = may_work(one, doing.ticket)
        notify(
            [one],
            topic=topics.TOLD.name,
            key=f"step:{doing.key}",
            text=f"{doing.ticket.reference}: {doing.inputs['text']}",
            body=doing.inputs["body"] or "",
            reason=REASON,
            url=doing.ticket.desk_url if at_desk else doing.ticket.portal_url,
            now=doing.now,
        )
    return {"told": len(allowed)}


def _may_see(person: Person, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists()
