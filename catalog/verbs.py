"""What happens to services. None of it is shown to requesters."""

from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("service.published", _("{actor} published {subject}, version {number}"), internal=True, icon="rocket")
declare("service.retired", _("{actor} took {subject} off the portal"), internal=True, icon="archive")
declare(
    "service.returned", _("{actor} put {subject} back on the portal"), internal=True, icon="archive-restore"
)
declare(
    "service.controlled",
    _("{actor} put {subject} under compliance control"),
    internal=True,
    icon="shield-check",
)
declare(
    "service.freed",
    _("{actor} took {subject} from under compliance control: {reason}"),
    internal=True,
    icon="shield-off",
)
declare("service.submitted", _("{actor} asked compliance to sign off {subject}"), internal=True, icon="stamp")
declare("service.signed", _("{actor} signed off {subject}"), internal=True, icon="badge-check")
declare(
    "service.declined",
    _("{actor} refused to sign off {subject}: {reason}"),
    internal=True,
    icon="octagon-x",
)
declare("occasion.added", _("{actor} lets the desk order it by itself"), internal=True, icon="calendar-plus")
declare(
    "occasion.changed",
    _("{actor} changed when the desk orders it by itself"),
    internal=True,
    icon="calendar-cog",
)
declare(
    "occasion.removed", _("{actor} ended that the desk orders it by itself"), internal=True, icon="calendar-x"
)
declare("announcement.made", _("{actor} announced “{title}”"), internal=True, icon="megaphone")
declare("announcement.changed", _("{actor} changed the announcement “{title}”"), internal=True, icon="pencil")
declare("announcement.withdrawn", _("{actor} took down “{title}”"), internal=True, icon="megaphone-off")
