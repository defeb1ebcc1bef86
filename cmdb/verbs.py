from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("item.added", _("{actor} added {subject}"), internal=True, icon="plus")
declare("item.changed", _("{actor} changed {fields}"), internal=True, icon="pencil")
declare("item.handed-over", _("{actor} handed it over from {from} to {to}"), internal=True, icon="user-round")
declare("item.moved", _("{actor} moved it from {from} to {to}"), internal=True, icon="arrow-right")
declare("item.related", _("{actor} recorded: {subject} {relation} {other}"), internal=True, icon="link")
declare("item.unrelated", _("{actor} removed: {subject} {relation} {other}"), internal=True, icon="unlink")
declare("item-type.added", _("{actor} added the item type {subject}"), internal=True, icon="plus")
declare("item-type.changed", _("{actor} changed the item type {subject}"), internal=True, icon="pencil")
declare("relation-type.added", _("{actor} added the relation {subject}"), internal=True, icon="plus")
declare("relation-type.changed", _("{actor} changed the relation {subject}"), internal=True, icon="pencil")
