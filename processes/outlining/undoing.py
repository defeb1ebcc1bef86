"""One step back: the drawing as it was before somebody's last change, kept in their session."""

from django.http import HttpRequest

from processes.models import Draft

KEY = "outline-undo"
LARGEST = 300_000  # characters; a larger drawing can't be taken back


def remember(request: HttpRequest, draft: Draft, *, before: str) -> None:
    """Keeps what the draft was before it became what it is."""
    if before == draft.xml or len(before) > LARGEST:
        forget(request)
    else:
        request.session[KEY] = {"draft": draft.pk, "revision": draft.revision, "xml": before}


def before(request: HttpRequest, draft: Draft) -> str | None:
    """The drawing before the person's last change; None if the draft was changed since, by whomever."""
    kept = request.session.get(KEY) or {}
    is_last = (kept.get("draft"), kept.get("revision")) == (draft.pk, draft.revision)
    return kept["xml"] if is_last else None


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
