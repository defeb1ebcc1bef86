"""Connections in the back office: administrators of the company keep them; their secrets are only ever written."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn

from integrations import actions
from integrations.models import Connection
from people.administration.viewsets import DeedViewSet, add_from, change_with


class ConnectionForm(WagtailAdminModelForm):
    base_url = forms.URLField(
        label=capfirst(_("address")),
        max_length=300,
        assume_scheme="https",
        help_text=_("https://… What all calls begin with."),
    )
    secret = forms.CharField(
        label=capfirst(_("secret")),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("The value of the header, such as “Bearer …”. Left empty, the one there is stays."),
    )

    class Meta:
        model = Connection
        fields = (
            "name",
            "name_zh",
            "slug",
            "base_url",
            "header",
            "departments",
            "inside",
            "seconds",
            "is_on",
        )
        widgets: dict[str, Any] = {"departments": forms.CheckboxSelectMultiple}


class ConnectionViewSet(DeedViewSet):
    model = Connection
    name = "connections"
    icon = "link-external"
    menu_label = _("Connections")
    menu_order = 960
    add_to_admin_menu = True
    inspect_view_enabled = False
    list_display = ["name", "base_url", BooleanColumn("is_on", label=capfirst(_("in use")))]
    ordering = ["name"]
    form = ConnectionForm
    add = add_from(actions.add_connection)
    change = change_with(actions.change_connection)
    remove = actions.remove_connection
