"""The messages from outside that a run can wait for, under the names people write on message events."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Message:
    """One kind of message: what it is called, when it comes, which facts it brings, and how people write it."""

    kind: str
    label: str | Promise
    when: str | Promise
    facts: tuple[str, ...]
    names: tuple[str, ...]


COMMENT, WEBHOOK, RESOLVED, ALL_RESOLVED = "comment", "webhook", "ticket-resolved", "all-resolved"
KNOWN = (
    Message(
        COMMENT,
        _("Requester has replied"),
        _("when the requester writes in the conversation"),
        ("reply", "replied_by"),
        (
            "comment",
            "comment received",
            "reply",
            "reply received",
            "requester replied",
            "requester has replied",
            "收到回复",
            "申请人已回复",
            "收到评论",
            "回复",
        ),
    ),
    Message(
        WEBHOOK,
        _("Another system has called"),
        _("when another system sends JSON to the address of this run ({webhook} in an operation)"),
        ("the names in the JSON object",),
        ("webhook", "webhook received", "call received", "callback", "外部系统回调", "收到回调"),
    ),
    Message(
        RESOLVED,
        _("A linked request is done"),
        _("when one of the requests below this one is done; at once where none is open"),
        ("resolved_ticket", "resolved_status"),
        (
            "ticket resolved",
            "ticket-resolved",
            "other ticket resolved",
            "request resolved",
            "request done",
            "sub-request done",
            "子请求已完成",
            "关联工单已解决",
        ),
    ),
    Message(
        ALL_RESOLVED,
        _("All linked requests are done"),
        _("when none of the requests below this one is open any more"),
        ("resolved_ticket", "resolved_status"),
        (
            "all resolved",
            "all-resolved",
            "all tickets resolved",
            "all requests done",
            "all sub-requests done",
            "全部子请求已完成",
        ),
    ),
)
_by_name = {name: one.kind for one in KNOWN for name in (*one.names, one.kind)}


def kind_of(name: str) -> str:
    """Which message an event with this name waits for; "" for one that only comes from inside the run."""
    return _by_name.get(" ".join(name.lower().replace("_", " ").split()), "")


def describe() -> list[dict[str, object]]:
    """All of them for the designer, in the reader's language."""
    return [
        {
            "kind": one.kind,
            "name": one.names[0],
            "label": str(one.label),
            "when": str(one.when),
            "facts": list(one.facts),
        }
        for one in KNOWN
    ]
