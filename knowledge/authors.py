"""Who may write where, as Wagtail's groups: one per section, and one for the whole knowledge base.

Each section keeps its own pictures and documents in a collection of its own; nobody else's chooser shows them.

The roles of `people` decide; the groups only tell Wagtail. Nobody edits these groups by hand.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from knowledge.models import KnowledgeIndex, Section
from knowledge.policies import WRITERS
from people.models import Person

PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
EVERYWHERE = "Knowledge: everything"


def admit_authors(section: Section) -> None:
    """Makes the section's group and lets in all who may write there."""
    if section.media is None:
        section.media = Collection.get_first_root_node().add_child(name=section.title)
        section.save(update_fields=["media"])
    group = _group_of(section)
    writers = (person for person in _candidates() if section.department_id in person.reach(*WRITERS))
    group.user_set.set(writers)


def seat(person: Person) -> None:
    """Puts one person into exactly the groups that their roles call for."""
    person.forget_standing()
    reach = person.reach(*WRITERS)
    wanted = set()
    if reach.everywhere and not person.is_machine:
        index = KnowledgeIndex.objects.first()
        wanted = {_group(EVERYWHERE, index, Collection.get_first_root_node())} if index else set()
    elif reach:
        sections = Section.objects.filter(department__in=reach.departments).select_related(
            "department", "media"
        )
        wanted = {_group_of(section) for section in sections}
    ours = Group.objects.filter(name__startswith="Knowledge: ")
    current = set(ours.filter(user=person))
    person.groups.remove(*(current - wanted))
    person.groups.add(*(wanted - current))


def _candidates() -> Iterable[Person]:
    """Everybody who was given a role at all; who was given none writes nowhere."""
    return Person.objects.active().filter(grants__isnull=False).distinct()


def _group_of(section: Section) -> Group:
    return _group(f"Knowledge: {section.department.slug}", section, section.media)


def _group(name: str, page: Page, media: Collection) -> Group:
    group, made = Group.objects.get_or_create(name=name)
    if made:
        _equip(group, page, media)
    return group


def _equip(group: Group, page: Page, media: Collection) -> None:
    """Rights on the page and all below it, into the editor, and on pictures and documents."""

    def named(codename: str, app: str) -> Permission:
        return Permission.objects.get(codename=codename, content_type__app_label=app)

    group.permissions.add(named("access_admin", "wagtailadmin"))
    for right in PAGE_RIGHTS:
        GroupPagePermission.objects.get_or_create(
            group=group, page=page, permission=named(right, "wagtailcore")
        )
    image_app = get_image_model()._meta.app_label
    for right, app in (
        ("add_image", image_app),
        ("choose_image", image_app),
        ("add_document", "wagtaildocs"),
        ("choose_document", "wagtaildocs"),
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=media, permission=named(right, app)
        )
