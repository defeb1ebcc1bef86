"""People, departments, teams, sites, calendars, roles and memberships, as pages for administrators."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet, ViewSetGroup

from people import actions
from people.administration import forms
from people.administration.views import DeedCreateView, DeedDeleteView, DeedEditView, PlainIndexView
from people.models import Department, Grant, Membership, Person, Site, Team, WorkingCalendar


def add_from(deed: Any) -> Any:
    """Calls a deed with everything the form asked for."""
    return lambda cleaned, *, by, now: deed(**cleaned, by=by, now=now)


def change_with(deed: Any) -> Any:
    """Calls a deed with what was changed in the form."""

    def change(thing: Any, cleaned: dict, changed: set[str], *, by: Person, now: Any) -> None:
        deed(thing, **{name: cleaned[name] for name in changed}, by=by, now=now)

    return change


class DeedViewSet(ModelViewSet):
    """A model kept through deeds: `add`, `change` and `remove` as the views of this package call them."""

    index_view_class = PlainIndexView
    add_view_class = DeedCreateView
    edit_view_class = DeedEditView
    delete_view_class = DeedDeleteView
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    form: Any = None
    edit_form: Any = None
    add: Any = None
    change: Any = None
    remove: Any = None

    def get_form_class(self, for_update: bool = False) -> Any:
        return (for_update and self.edit_form) or self.form

    def get_add_view_kwargs(self, **kwargs: Any) -> dict:
        return super().get_add_view_kwargs(add=type(self).add, **kwargs)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict:
        return super().get_edit_view_kwargs(change=type(self).change, **kwargs)

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict:
        return super().get_delete_view_kwargs(remove=type(self).remove, **kwargs)

    # Wagtail's own history and usage know nothing of our journal, nor of who may see what.
    def get_common_view_kwargs(self, **kwargs: Any) -> dict:
        return super().get_common_view_kwargs(**kwargs) | {"history_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list:
        others = {"history", "history_results", "usage"}
        return [one for one in super().get_urlpatterns() if one.name not in others]


def add_person(cleaned: dict, *, by: Person, now: Any) -> Person:
    return actions.add_person(**cleaned, by=by, now=now)


def change_person(person: Person, cleaned: dict, changed: set[str], *, by: Person, now: Any) -> None:
    """What was changed, and the access, given back before and taken away after."""
    switched = "is_active" in changed
    if switched and cleaned["is_active"]:
        actions.reactivate_person(person, by=by, now=now)
    rest = {name: cleaned[name] for name in changed - {"is_active"}}
    actions.change_person(person, **rest, by=by, now=now)
    if switched and not cleaned["is_active"]:
        actions.deactivate_person(person, by=by, now=now)


class PeopleIndexView(PlainIndexView):
    def get_base_queryset(self) -> Any:
        return Person.objects.filter(is_machine=False).select_related("department", "site")


class PersonViewSet(DeedViewSet):
    """In the place of Wagtail's own users, whose form could make anybody a superuser."""

    model = Person
    icon = "user"
    menu_label = _("People")
    menu_name = "people"
    menu_order = 600
    add_to_admin_menu = True
    index_view_class = PeopleIndexView
    list_display = [
        "name",
        "username",
        Column("department", label=capfirst(_("department")), accessor="department"),
        Column("job_title", label=capfirst(_("job title"))),
        BooleanColumn("is_active", label=capfirst(_("active"))),
    ]
    list_filter = ["is_active", "site", "language"]
    search_fields = ["name", "username", "email"]
    ordering = ["name", "pk"]
    form, edit_form = forms.PersonForm, forms.PersonEditForm
    edit_template_name = "people/administration/person_edit.html"
    add, change = add_person, change_person


def add_department(cleaned: dict, *, by: Person, now: Any) -> Department:
    return actions.add_department(**cleaned, by=by, now=now)


def change_department(
    department: Department, cleaned: dict, changed: set[str], *, by: Person, now: Any
) -> None:
    rest = {name: cleaned[name] for name in changed - {"parent"}}
    actions.change_department(department, **rest, by=by, now=now)
    if "parent" in changed:
        actions.move_department(department, cleaned["parent"], by=by, now=now)


class DepartmentViewSet(DeedViewSet):
    model = Department
    name = "departments"
    icon = "site"
    list_display = [
        Column(
            "label",
            label=capfirst(_("department")),
            accessor=lambda one: "\u2003" * (one.depth - 1) + one.label,
        ),
        "name_zh",
        "code",
        BooleanColumn("confidential", label=capfirst(_("confidential"))),
    ]
    search_fields = ["name", "name_zh", "slug", "code"]
    ordering = ["path"]
    form = forms.DepartmentForm
    add, change, remove = add_department, change_department, actions.remove_department


class TeamViewSet(DeedViewSet):
    model = Team
    name = "teams"
    icon = "group"
    list_display = [
        "name",
        "name_zh",
        Column("department", label=capfirst(_("department")), accessor="department"),
    ]
    search_fields = ["name", "name_zh", "slug"]
    ordering = ["name"]
    form = forms.TeamForm
    add, change, remove = add_from(actions.add_team), change_with(actions.change_team), actions.remove_team


def change_membership(
    membership: Membership, cleaned: dict, changed: set[str], *, by: Person, now: Any
) -> None:
    actions.join_team(membership.person, membership.team, is_lead=cleaned["is_lead"], by=by, now=now)


def leave_team(membership: Membership, *, by: Person, now: Any) -> None:
    actions.leave_team(membership.person, membership.team, by=by, now=now)


class MembershipViewSet(DeedViewSet):
    model = Membership
    name = "memberships"
    icon = "user"
    list_display = ["person", "team", BooleanColumn("is_lead", label=capfirst(_("leads the team")))]
    list_filter = ["team"]
    search_fields = ["person__name", "person__username", "team__name"]
    ordering = ["team__name", "person__name"]
    form, edit_form = forms.MembershipForm, forms.MembershipEditForm
    add = add_from(actions.join_team)
    change, remove = change_membership, leave_team


def take_role(grant: Grant, *, by: Person, now: Any) -> None:
    actions.take_role(grant.person, grant.role, grant.department, by=by, now=now)


class GrantViewSet(DeedViewSet):
    """Given and taken; there is nothing to change about a grant."""

    model = Grant
    name = "grants"
    icon = "key"
    list_display = [
        "person",
        Column("role", label=capfirst(_("role")), accessor="get_role_display"),
        Column("department", label=capfirst(_("department")), accessor=lambda one: one.department or "–"),
    ]
    list_filter = ["role", "department"]
    search_fields = ["person__name", "person__username"]
    ordering = ["person__name", "role"]
    form = forms.GrantForm
    add = add_from(actions.give_role)
    remove = take_role


class SiteViewSet(DeedViewSet):
    model = Site
    name = "sites"
    icon = "home"
    list_display = ["name", "name_zh", "time_zone", "calendar"]
    search_fields = ["name", "name_zh", "slug"]
    ordering = ["name"]
    form = forms.SiteForm
    add, change, remove = add_from(actions.add_site), change_with(actions.change_site), actions.remove_site


def change_calendar(
    calendar: WorkingCalendar, cleaned: dict, changed: set[str], *, by: Person, now: Any
) -> None:
    """All of it: hours come from seven fields, and a deed ignores what is as it was."""
    actions.change_calendar(calendar, **cleaned, by=by, now=now)


class CalendarViewSet(DeedViewSet):
    model = WorkingCalendar
    name = "calendars"
    icon = "calendar-alt"
    list_display = ["name", "name_zh", "time_zone", "holidays"]
    search_fields = ["name", "name_zh", "slug"]
    ordering = ["name"]
    form = forms.CalendarForm
    add, change, remove = add_from(actions.add_calendar), change_calendar, actions.remove_calendar


class Company(ViewSetGroup):
    menu_label = _("Company")
    menu_icon = "group"
    menu_order = 610
    items = (
        DepartmentViewSet,
        TeamViewSet,
        MembershipViewSet,
        GrantViewSet,
        SiteViewSet,
        CalendarViewSet,
    )
