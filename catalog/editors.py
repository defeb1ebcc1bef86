"""Who may write and publish where, as Wagtail's groups: two for each storefront, two for the whole catalog.

The roles of `people` decide; the groups only tell Wagtail. Nobody edits these groups by hand.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from catalog import approvals, policies
from catalog.models import Storefront, StorefrontIndex
from people.models import Person

PREFIX = "Services: "
DRAFTS = ("add_page", "change_page")
PUBLISHES = (*DRAFTS, "publish_page", "lock_page", "unlock_page")


def let_in(page: Storefront | StorefrontIndex) -> None:
    """Lets in everybody whose role covers a new part of the catalog."""
    for person in candidates():
        seat(person)
    name_who_approves()


def name_who_approves() -> None:
    """Where a department has an approver, what its publishers submit waits for whoever may publish there."""
    index = StorefrontIndex.objects.first()
    for one in Storefront.objects.select_related("department"):
        if index is not None and policies.is_moderated(one.department):
            groups = [_group(one.department.slug, one, PUBLISHES), _group("everything", index, PUBLISHES)]
            approvals.ask_whoever_publishes(one, groups)


def seat(person: Person) -> None:
    """Puts one person into exactly the groups that their roles call for."""
    person.forget_standing()
    wanted = _wanted(person) if person.is_active and not person.is_machine else set()
    current = set(Group.objects.filter(name__startswith=PREFIX, user=person))
    person.groups.remove(*(current - wanted))
    person.groups.add(*(wanted - current))


def candidates() -> Iterable[Person]:
    """Everybody who was given a role at all; who was given none writes nowhere."""
    return Person.objects.active().filter(grants__isnull=False).distinct()


def _wanted(person: Person) -> set[Group]:
    index = StorefrontIndex.objects.first()
    signs = _signing(index) if person.reach("compliance") else set()
    return signs | _writing(person, index)


def _signing(index: StorefrontIndex | None) -> set[Group]:
    """Who signs off reads what waits; the pages themselves are for their publishers."""
    return {_group("compliance", index, ())} if index else set()


def _writing(person: Person, index: StorefrontIndex | None) -> set[Group]:
    drafts, publishes = person.reach("publisher"), person.reach("owner", "publication-approver")
    if index is None or not (drafts or publishes):
        return set()
    if publishes.everywhere:
        return {_group("everything", index, PUBLISHES)}
    storefronts = Storefront.objects.select_related("department").filter((drafts | publishes).over())
    return {
        _group(one.department.slug, one, PUBLISHES)
        if policies.may_publish(person, one.department)
        else _group(f"{one.department.slug} (drafts)", one, DRAFTS)
        for one in storefronts
    }


def _group(name: str, page: Page, rights: Iterable[str]) -> Group:
    group, made = Group.objects.get_or_create(name=f"{PREFIX}{name}")
    if made:
        group.permissions.add(_permission("access_admin", "wagtailadmin"))
        for right in rights:
            GroupPagePermission.objects.create(
                group=group, page=page, permission=_permission(right, "wagtailcore")
            )
        if rights and isinstance(page, StorefrontIndex):
            topics = Permission.objects.filter(content_type__app_label="catalog", codename__endswith="_topic")
            group.permissions.add(*topics)
    return group


def _permission(codename: str, app: str) -> Permission:
    return Permission.objects.get(codename=codename, content_type__app_label=app)
