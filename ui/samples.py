"""What the style guide shows: invented people, cards, a form, and a small list over the real people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ui.board import Board, BoardColumn, Card, Lane
from ui.listing import BulkAction, Column, Listing


@dataclass(frozen=True)
class Somebody:
    """Enough of a person for a face."""

    pk: int
    label: str
    initials: str


MIA = Somebody(1, "Mia Berg", "MB")
TOM = Somebody(2, "Tom Okafor", "TO")
XIAO = Somebody(3, "王小明", "小明")
PEOPLE = [MIA, TOM, XIAO, *(Somebody(pk, f"Person {pk}", f"P{pk}") for pk in range(4, 9))]


class SampleForm(forms.Form):
    """One field of each shape."""

    subject = forms.CharField(label=_("Subject"), help_text=_("One sentence that says what is wrong."))
    place = forms.ChoiceField(
        label=_("Place"), choices=[("", "–"), ("b", "Berlin"), ("s", "上海")], required=False
    )
    details = forms.CharField(label=_("Details"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    how = forms.ChoiceField(
        label=_("How can we reach you?"),
        choices=[("mail", _("By mail")), ("phone", _("By telephone"))],
        widget=forms.RadioSelect,
    )
    urgent = forms.BooleanField(
        label=_("I can't work until this is solved"), help_text=_("We then look at it first."), required=False
    )


class ColleagueFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="by_words")
    language = django_filters.MultipleChoiceFilter(
        label=_("Language"), choices=[("en", "English"), ("zh-hans", "简体中文")]
    )

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Q(name__icontains=value) | Q(username__icontains=value))


class ColleagueListing(Listing):
    """The listing over a model everybody has: people."""

    name = "colleagues"
    title = _("The list")
    columns = [
        Column("name", _("Name"), "ui/style_guide/_name.html", sort="name", export="label", lead=True),
        Column("username", _("User name"), sort="username"),
        Column("email", _("Mail address"), sort="email", phone=False),
        Column("joined", _("Since"), "ui/style_guide/_joined.html", attr="date_joined", sort="date_joined"),
        Column("last_login", _("Last seen"), "ui/style_guide/_seen.html", sort="last_login", default=False),
    ]  # fmt: skip
    filterset = ColleagueFilter
    default_sort = "name"
    page_size = 6
    search_label = _("Find a colleague")
    bulk = [
        BulkAction("greet", _("Greet"), url="ui:sample-undo", icon="smile", key="e"),
        BulkAction("ask", _("Ask"), url="ui:sample-dialog", icon="message-circle", asks=True),
    ]

    def row_url(self, row: Any) -> str:
        return f"{reverse('ui:style-guide')}?who={row.pk}#list"

    def peek_url(self, row: Any) -> str:
        return reverse("ui:sample-peek", args=[row.pk])


def colleagues(person: Any) -> QuerySet:
    everybody: Any = get_user_model().objects
    return everybody.visible_to(person)


COLUMNS = [
    BoardColumn("new", _("New"), "neutral", "circle-dashed", load="2 h"),
    BoardColumn("active", _("In progress"), "calm", "circle-dot", limit=2, load="1 d 4 h"),
    BoardColumn("waiting", _("Waiting"), "attention", "circle-pause"),
    BoardColumn(
        "resolved", _("Resolved"), "done", "circle-check", count=128, more_url="#board"
    ),
]  # fmt: skip
REASONS = {"waiting": _("Only a ticket that somebody works on can wait.")}


def board(now: datetime, *, lanes: bool = False) -> Board:
    """Seven cards in four columns, one of them over its limit."""

    def card(
        pk: int, column: str, title: str, who: Any, hours: float, due: float | None, **more: Any
    ) -> Card:
        return Card(
            str(pk), column, title, url=f"#card-{pk}", reference=f"INC-{pk}", who=who,
            since=now - timedelta(hours=hours), until=now + timedelta(hours=due) if due is not None else None,
            lane="tom" if who is TOM else "others" if lanes else "", seen=1, **more,
        )  # fmt: skip

    cards = [
        card(41, "new", "The docking station does not charge any more", None, 1, 7, hint="Mia Berg"),
        card(38, "new", "投影仪无法连接会议室电脑", None, 30, 0.5, hint="王小明"),
        card(31, "active", "Laptop for a new colleague in Shanghai, with two screens and a headset", TOM,
             60, 26, icon="priority-high", icon_label="High", tone="attention"),
        card(29, "active", "VPN drops every ten minutes", MIA, 110, -3,
             icon="octagon-alert", icon_label="Critical", tone="danger"),
        card(27, "active", "Printer on the second floor jams", TOM, 5, 12),
        card(22, "waiting", "New badge for the warehouse", XIAO, 240, 50),
        card(18, "resolved", "Password reset for the payroll system", TOM, 3, 0),
    ]  # fmt: skip
    rows = [Lane("tom", TOM.label, face=TOM), Lane("others", _("Everybody else"), "users")] if lanes else []
    return Board(
        COLUMNS, cards, now, rows, name="lanes" if lanes else "sample",
        legal_url=reverse("ui:sample-legal"), move_url=reverse("ui:sample-move"),
    )  # fmt: skip


def legal(column: str) -> dict[str, dict[str, Any]]:
    """Everything is legal but waiting."""
    return {
        one.key: {"ok": False, "reason": str(REASONS[one.key])} if one.key in REASONS else {"ok": True}
        for one in COLUMNS
        if one.key != column
    }
