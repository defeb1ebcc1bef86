"""Files: they come in before they are sent, and go out only as downloads, only to who may read them."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journal.refusals import Refused
from tickets import actions
from tickets.access import portal_page
from tickets.masks import may_have
from tickets.models import Attachment


@portal_page
@require_safe
def attachment(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file as a download. Never shown in the browser: a page or drawing in it would run as ours."""
    found = Attachment.objects.visible_to(request.user).filter(uid=uid)
    found = found.select_related("ticket__department").first()
    if found is None:
        raise Http404
    if found.ticket:
        actions.inspect(found.ticket, by=request.user, now=timezone.now())
        if not may_have(request.user, found):
            actions.tell_of_look(found, by=request.user, now=timezone.now())
            raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@portal_page
@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Keeps one file (`file`) that nothing has been sent with yet; answers with its `uid`."""
    file = request.FILES.get("file")
    if file is None:
        return _refused(_("No file came along. Please choose it again."), 422)
    try:
        kept = actions.upload(
            file, by=request.user, now=timezone.now(), question=request.POST.get("question", "")[:80]
        )
    except Refused as refused:
        return _refused(str(refused), refused.status)
    return JsonResponse(
        {"uid": kept.uid.hex, "name": kept.name, "size": kept.size, "type": kept.content_type}, status=201
    )


def _refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": sentence}, status=status)
