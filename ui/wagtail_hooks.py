"""The publishers' pages (Wagtail) in the colours of the rest, with a way back to it."""

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ui.looks import ACCENTS


@hooks.register("insert_global_admin_css")
def dress() -> SafeString:
    """Wagtail mixes all its shades from hue, saturation and lightness of two colours."""
    hue, saturation, lightness = ACCENTS[settings.ACCENT]
    shades = [
        ("primary-hue", hue), ("primary-saturation", f"{min(saturation, 24)}%"), ("primary-lightness", "17%"),
        ("secondary-hue", hue), ("secondary-saturation", f"{saturation}%"), ("secondary-lightness", f"{lightness}%"),
    ]  # fmt: skip
    declared = format_html_join("", "--w-color-{}:{};", shades)
    return format_html(
        '<style>:root{{{}}}</style><link rel="stylesheet" href="{}">', declared, static("ui/wagtail.css")
    )


@hooks.register("construct_help_menu")
def leave_out_the_makers_news(request: HttpRequest, items: list[MenuItem]) -> None:
    """What is new in Wagtail tells publishers nothing about their desk."""
    items[:] = [item for item in items if not item.name.startswith(("whats-new-", "editor-guide"))]


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    return MenuItem(_("To the portal"), "/#main", name="portal", icon_name="arrow-left", order=10_000)
