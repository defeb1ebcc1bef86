"""What people can be told about processes; each chooses for oneself whether and how."""

from django.utils.translation import gettext_lazy as _

from people.notices import declare_topic

TOLD = declare_topic("process-told", _("A process tells me something"))
STOPPED = declare_topic("process-stopped", _("A process of mine stopped at a step"))
