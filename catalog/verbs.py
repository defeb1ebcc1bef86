"""What happens to services. None of it is shown to requesters."""

from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("service.published", _("{actor} published {subject}, version {number}"), internal=True, icon="rocket")
declare("service.retired", _("{actor} took {subject} off the portal"), internal=True, icon="archive")
declare(
    "service.returned", _("{actor} put {subject} back on the portal"), internal=True, icon="archive-restore"
)
declare("announcement.made", _("{actor} announced “{title}”"), internal=True, icon="megaphone")
declare("announcement.changed", _("{actor} changed the announcement “{title}”"), internal=True, icon="pencil")
declare("announcement.withdrawn", _("{actor} took down “{title}”"), internal=True, icon="megaphone-off")
