"""Saved views of the queue: kept, changed, shared with a team, dropped."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import NotAllowed
from people.models import Person, Team
from tickets.actions._writing import clean_text, invalid
from tickets.models import SavedView
from tickets.policies import may_change_view

NAME = 80
QUERY = 1000


@transaction.atomic
def save_view(view: SavedView, *, name: str, team: Team | None, by: Person, now: datetime) -> SavedView:
    """Keeps a view under a name, for its owner alone or shared with a team its changer belongs to.

    Raises `Invalid` for a name or a question that is too long, `NotAllowed`.
    """
    view.name = clean_text("name", name, limit=NAME)
    if len(view.query) > QUERY:
        raise invalid("name", _("This view asks for too much at once; take some filters away."))
    made = view.pk is None
    if not made and not may_change_view(by, SavedView.objects.get(pk=view.pk)):
        raise NotAllowed(_("Only who made this view, or leads the team it is shared with, can change it."))
    if team is not None and team.pk not in by.team_ids and not by.is_admin:
        raise NotAllowed(_("You can share views only with your own teams."))
    view.team = team
    view.save()
    data = {"name": view.name, "team": team.names if team else None}
    record("view.kept" if made else "view.changed", view, by=by, now=now, data=data)
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: Person, now: datetime) -> None:
    """Drops a view for everybody who used it. Raises `NotAllowed`."""
    if not may_change_view(by, view):
        raise NotAllowed(_("Only who made this view, or leads the team it is shared with, can drop it."))
    record("view.dropped", view, by=by, now=now, data={"name": view.name})
    view.delete()
