"""Which columns a person wants and how dense: a signed cookie per listing, for `ui` owns no tables."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from ui.listing.columns import Column

DENSITIES = ("normal", "compact")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Preference:
    columns: tuple[str, ...] = ()
    density: str = "normal"


def _cookie(name: str) -> str:
    return f"list_{name}"


def recall(request: HttpRequest, name: str) -> Preference:
    """What the person chose last; the defaults, if nothing or if the cookie is not ours."""
    kept = request.get_signed_cookie(_cookie(name), default="", salt="ui.listing") or ""
    density, _sep, columns = kept.partition("|")
    chosen = tuple(one for one in columns.split(",") if one)
    return Preference(chosen, density if density in DENSITIES else "normal")


def remember(response: HttpResponse, name: str, preference: Preference) -> None:
    response.set_signed_cookie(
        _cookie(name),
        f"{preference.density}|{','.join(preference.columns)}",
        salt="ui.listing",
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
    )


def shown(columns: list["Column"], chosen: tuple[str, ...]) -> list["Column"]:
    """The columns to draw, in the listing's order: the chosen or else the default ones; fixed ones always."""
    known = {column.name for column in columns}
    wanted = set(chosen) & known or {column.name for column in columns if column.default}
    return [column for column in columns if column.name in wanted or column.fixed or column.lead]
