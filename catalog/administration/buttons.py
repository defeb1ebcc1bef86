"""The doors to the publishers' pages about a service: in Wagtail's lists and page headers."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus.pages import PageMenuItem

from catalog.models import Service, ServicePage, Storefront


class Door(PageMenuItem):
    def is_shown(self, user: Any) -> bool:
        return True


def doors(page: Any, user: Any) -> Iterator[Door]:
    """The buttons of a service or a storefront for who may edit it; costs no statement per page."""
    may = page.permissions_for_user(user)
    if issubclass(page.specific_class or object, Storefront) and may.can_add_subpage():
        yield Door(_("Add from the gallery"), _to("gallery", page), "grip", 65, page=page)
        yield Door(_("Import a service"), _to("import", page), "upload", 66, page=page)
        yield Door(_("Compliance"), _to("storefront-compliance", page), "tasks", 69, page=page)
    elif issubclass(page.specific_class or object, ServicePage) and may.can_edit():
        if page.first_published_at:
            yield Door(_("Versions"), _to("versions", page), "history", 66, page=page)
            yield Door(_("Form diet"), _to("diet", page), "clipboard-list", 66, page=page)
            if isinstance(page, ServicePage) and _register_of(page, user):
                address = reverse("catalog:register", args=[page.slug])
                yield Door(_("Register"), address, "table", 66, page=page)
        if page.live:
            yield Door(
                _("QR code and poster"), reverse("catalog:poster", args=[page.slug]), "link", 66, page=page
            )
        yield Door(_("Clone"), _to("clone", page), "copy", 67, page=page)
        yield Door(_("Export"), _to("export", page), "download", 68, page=page)
        yield Door(_("Compliance"), _to("compliance", page), "tasks", 69, page=page)


def _register_of(page: ServicePage, user: Any) -> bool:
    """Asked on a service's own pages only, where the page comes with all its fields."""
    return Service.objects.registers_for(user).filter(page=page, slug=page.slug).exists()


def _to(name: str, page: Any) -> str:
    return reverse(f"catalog_admin:{name}", args=[page.pk])
