"""What people can be told about people; each chooses for oneself whether and how."""

from django.utils.translation import gettext_lazy as _

from people.notices import declare_topic

DELEGATED = declare_topic("delegated", _("Somebody acts for me, or I for somebody"))
