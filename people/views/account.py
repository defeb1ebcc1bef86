"""My account: settings, notices, tokens, security."""

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from people import actions, tokens
from people.forms import PreferencesForm, SettingsForm, TokenForm
from people.models import Token
from people.speaking import speaking_to
from people.views.look import remember_look


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who the desk thinks I am, and how it looks to me."""
    person = request.user
    form = SettingsForm(person, request.POST or None)
    if form.is_valid():
        actions.change_own_settings(person, by=person, now=timezone.now(), **form.cleaned_data)
        with speaking_to(person):
            messages.success(request, _("Saved."))
        return remember_look(redirect("people:account"), person.language, person.theme)
    return _page(request, "settings", {"form": form})


@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """How I want to hear of what."""
    form = PreferencesForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        with transaction.atomic():
            for topic, bell, mail in form.chosen():
                actions.set_preference(topic, bell=bell, mail=mail, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("people:preferences")
    return _page(request, "preferences", {"form": form})


@login_required
@never_cache
def api_tokens(request: HttpRequest) -> HttpResponse:
    """My tokens. A new one is on this page once, in the answer to the form."""
    now, secret = timezone.now(), ""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        secret = tokens.issue(request.user, form.cleaned_data["name"], now, expires_at=form.expires_at(now))
        form = TokenForm()
    mine = Token.objects.visible_to(request.user)
    return _page(request, "tokens", {"form": form, "secret": secret, "tokens": mine, "now": now})


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.visible_to(request.user), pk=pk)
    tokens.revoke(token, by=request.user, now=timezone.now())
    messages.success(request, _("“%(name)s” no longer works.") % {"name": token.name})
    return redirect("people:tokens")


@login_required
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Password, second factor, and where I am signed in."""
    sessions = UserSession.objects.purge_and_list(request.user)
    sessions.sort(key=lambda session: session.last_seen_at, reverse=True)
    return _page(request, "security", {"sessions": sessions})


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs me out somewhere else."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if not session.is_current():
        get_adapter().end_sessions([session])
        messages.success(request, _("That device is signed out."))
    return redirect("people:security")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Signs me out everywhere but here."""
    others = [one for one in UserSession.objects.filter(user=request.user) if not one.is_current()]
    get_adapter().end_sessions(others)
    messages.success(request, _("Every other device is signed out."))
    return redirect("people:security")


def _page(request: HttpRequest, name: str, context: dict) -> HttpResponse:
    wrong = any(getattr(context.get("form"), "errors", {}) or ())
    return render(
        request, f"people/account/{name}.html", {"tab": name, **context}, status=422 if wrong else 200
    )
