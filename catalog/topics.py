"""What people hear about services."""

from django.utils.translation import gettext_lazy as _

from people.notices import declare_topic

NOT_PUBLISHED = declare_topic("service-not-published", _("A planned publication of mine was refused"))
