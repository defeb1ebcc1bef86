"""What people hear about services."""

from django.utils.translation import gettext_lazy as _

from people.notices import declare_topic

SUBMITTED = declare_topic("publication-submitted", _("Something waits for me to approve its publication"))
DECIDED = declare_topic("publication-decided", _("Something I submitted was approved or sent back"))
SIGN_OFF_ASKED = declare_topic("service-sign-off-asked", _("A controlled service waits for my sign-off"))
SIGN_OFF_DECIDED = declare_topic("service-sign-off-decided", _("Compliance decided about a service of mine"))
NOT_PUBLISHED = declare_topic("service-not-published", _("A planned publication of mine was refused"))
NOT_ORDERED = declare_topic("service-not-ordered", _("The desk could not order a service of mine by itself"))
