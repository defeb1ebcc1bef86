from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("demo.told", _("The demo company's tickets were made"), internal=True, icon="sparkles")
