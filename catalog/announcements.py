"""Announcements in the back office: a department's publishers and leads keep their own, and see no others."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn

from catalog import actions
from catalog.administration.keeping import OfOwn, own_views
from catalog.models import Announcement, Service
from catalog.policies import announces_for
from people.administration.forms import Indented
from people.administration.viewsets import DeedViewSet, add_from, change_with
from people.models import Department, Person
from people.reach import Reach


def departments_of(reach: Reach) -> QuerySet:
    """The departments it covers, in the order of the tree."""
    return Department.objects.filter(reach.over("pk")).order_by("path")


def may_keep(person: Person, announcement: Announcement) -> bool:
    """Whoever announces for a department keeps that department's announcements."""
    return announcement.department_id in announces_for(person)


OWN = OfOwn(Announcement, announces_for, may_keep)


class AnnouncementForm(WagtailAdminModelForm):
    """Offers only the departments and services that are the person's own to speak for."""

    department = Indented(Department.objects.none(), label=capfirst(_("from")))
    for_department = Indented(
        Department.objects.order_by("path"),
        label=capfirst(_("only for")),
        required=False,
        empty_label=_("everybody"),
    )

    class Meta:
        model = Announcement
        fields = (
            "department",
            "kind",
            "title",
            "title_zh",
            "text",
            "text_zh",
            "service",
            "for_department",
            "starts_at",
            "ends_at",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "text_zh": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = announces_for(self.for_user)
        self.fields["department"].queryset = departments_of(own)
        self.fields["service"].queryset = Service.objects.live().filter(own.over("department"))
        self.fields["starts_at"].required = False


class AnnouncementViewSet(DeedViewSet):
    model = Announcement
    name = "announcements"
    icon = "info-circle"
    menu_label = _("Announcements")
    menu_order = 250
    add_to_admin_menu = True
    index_view_class, edit_view_class, delete_view_class = own_views(may_keep, "department")
    inspect_view_enabled = False
    list_display = [
        "title",
        Column("kind", label=capfirst(_("kind")), accessor="get_kind_display"),
        Column("department", label=capfirst(_("from")), accessor="department"),
        DateColumn("starts_at", label=capfirst(_("from when"))),
        DateColumn("ends_at", label=capfirst(_("until when"))),
    ]
    ordering = ["-starts_at"]
    form = AnnouncementForm
    add = add_from(actions.announce)
    change = change_with(actions.change_announcement)
    remove = actions.withdraw_announcement
