"""The tree of the catalog: its root, and a storefront for each department that offers something."""

from collections.abc import Mapping

from django.db import transaction
from wagtail.models import Page, Site

from catalog.editors import let_in
from catalog.models import Storefront, StorefrontIndex, Topic
from people.models import Department


@transaction.atomic
def ensure_catalog() -> StorefrontIndex:
    """The root page of the catalog, made on first use; the site's home from then on."""
    index = StorefrontIndex.objects.first()
    if index is None:
        root = Page.get_first_root_node()
        index = StorefrontIndex(title="Service catalog", title_zh="服务目录", slug="services")
        root.add_child(instance=index)
        Site.objects.filter(is_default_site=True).update(root_page=index.page_ptr)
        let_in(index)
    return index


@transaction.atomic
def ensure_storefront(department: Department) -> Storefront:
    """The department's storefront, made on first use with the department's name and icon."""
    storefront = Storefront.objects.filter(department=department).first()
    if storefront is None:
        storefront = Storefront(
            title=department.name,
            title_zh=department.name_zh,
            slug=department.slug,
            icon=department.icon,
            department=department,
        )
        ensure_catalog().add_child(instance=storefront)
        let_in(storefront)
    return storefront


def ensure_topics(named: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The texts of all topics by slug, after adding those that are named and missing."""
    known = {topic.slug: topic for topic in Topic.objects.all()}
    for slug, label in named.items():
        if slug not in known:
            known[slug] = Topic.objects.create(slug=slug, name=label["en"], name_zh=label["zh"])
    return {slug: topic.names for slug, topic in known.items()}
