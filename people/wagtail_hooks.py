from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction

from people.administration.chooser import person_chooser
from people.administration.permissions import AdministratorsOnly
from people.administration.viewsets import Company
from people.models import Department, Grant, Membership, Person, Site, Team, WorkingCalendar

for kept in (Department, Membership, Site, Team, WorkingCalendar):
    register_permission_policy(kept, AdministratorsOnly(kept), exact_class=True)
register_permission_policy(Person, AdministratorsOnly(Person, {"add", "change"}), exact_class=True)
register_permission_policy(Grant, AdministratorsOnly(Grant, {"add", "delete"}), exact_class=True)


@hooks.register("register_admin_viewset")
def keep_the_company() -> list:
    return [Company(), person_chooser]


def closed(action: type) -> type:
    """One of Wagtail's bulk actions on users, permitted to nobody: it would write past the deeds."""
    return type(f"No{action.__name__}", (action,), {"check_perm": lambda self, obj: False})


for bulk_action in (AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction):
    # The order puts ours after Wagtail's, which it replaces under the same name.
    hooks.register("register_bulk_action", closed(bulk_action), order=1000)
