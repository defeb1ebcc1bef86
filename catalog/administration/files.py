"""A service out into a file, in from one, and copied within its department."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from pydantic import ValidationError
from wagtail.admin import messages

from catalog import packaging
from catalog.actions import clone as clone_service
from catalog.administration.access import page_for, shown, storefront_for, version_of
from catalog.editor import slug_field, taken_by_another
from catalog.models import Service, ServicePage, Storefront
from journal.refusals import Refused


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Service file"),
        help_text=gettext_lazy("A YAML file that was exported here or at another desk, up to 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )


class CloneForm(forms.Form):
    slug = slug_field()


@require_safe
def export(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """The file of a version; without a number of what is ordered now, or of the draft where nothing was."""
    page = page_for(request.user, pk)
    now = timezone.now()
    version = version_of(page, number) if number else _current(page)
    if version is not None:
        return _file(packaging.version_package(version, now=now), page.slug, version.number)
    try:
        text = packaging.draft_package(page.get_latest_revision_as_object(), now=now)
    except ValidationError:
        messages.error(
            request, _("The draft can't be exported as it stands. Publishing it says what is wrong.")
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    return _file(text, page.slug, None)


def _current(page: ServicePage) -> Any:
    service = Service.objects.select_related("current").filter(page=page).first()
    return service.current if service else None


def _file(text: str, slug: str, number: int | None) -> HttpResponse:
    name = packaging.file_name(slug, number)
    return HttpResponse(
        text,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a file, says what it changes against the draft, and after a yes saves that as the draft."""
    storefront = storefront_for(request.user, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    name, content = _sent(request, form)
    if content is None:
        return shown(request, "import", storefront, _("Import a service"), form=form)
    try:
        package = packaging.read(content, name=name)
        if package.spec.department != storefront.department.slug:
            words = {"department": package.spec.department}
            sentence = _("The file is for the department “%(department)s”, not for this one.") % words
            raise packaging.BadFile([package.fault("department", sentence)])
        found = packaging.compare(package, by=request.user, drafting=True)
        if found.faults:
            raise packaging.BadFile(found.faults)
        if request.POST.get("seen") == found.seen:
            page = packaging.bring_in(package, by=request.user, now=timezone.now(), publish=False)
            return _imported(request, page)
    except Refused as refused:
        return shown(
            request, "import", storefront, _("Import a service"), form=form, refused=refused, status=422
        )
    return _ask(request, storefront, found, name, content)


def _sent(request: HttpRequest, form: UploadForm) -> tuple[str, bytes | None]:
    """The file's name and content: uploaded just now, or sent along with the yes."""
    if request.method != "POST":
        return "", None
    if "content" in request.POST:
        return _plain_name(request.POST.get("name", "")), request.POST["content"].encode()
    if not form.is_valid():
        return "", None
    upload = form.cleaned_data["file"]
    return _plain_name(upload.name), upload.read(packaging.LARGEST + 1)


def _plain_name(name: str) -> str:
    return PurePath(name).name[:100] or "file"


def _ask(
    request: HttpRequest, storefront: Storefront, found: packaging.Import, name: str, content: bytes
) -> HttpResponse:
    context = {"found": found, "name": name, "content": content.decode("utf-8-sig"), "page_there": found.page}
    return shown(request, "confirm", storefront, _("Import a service"), **context)


def _imported(request: HttpRequest, page: ServicePage) -> HttpResponse:
    messages.success(request, _("The draft of “%(service)s” is saved. Nothing is published yet.") % {
        "service": page.label
    })  # fmt: skip
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def clone(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for an address, and begins a new service from this one."""
    page = page_for(request.user, pk)
    form = CloneForm(request.POST or None, initial={"slug": _free_slug(page.slug)})
    if request.method == "POST" and form.is_valid():
        try:
            copy = clone_service(page, slug=form.cleaned_data["slug"], by=request.user)
        except Refused as refused:
            form.add_error("slug" if "slug" in refused.errors else None, str(refused))
        except ValidationError:
            form.add_error(
                None, _("The draft can't be copied as it stands. Publishing it says what is wrong.")
            )
        else:
            messages.success(
                request, _("“%(service)s” is begun. Nothing is published yet.") % {"service": copy.label}
            )
            return redirect(reverse("wagtailadmin_pages:edit", args=[copy.pk]))
    return shown(request, "clone", page, _("Clone"), form=form, status=422 if form.errors else 200)


def _free_slug(slug: str) -> str:
    """`laptop-copy`, or with a number where that is taken."""
    base, number = f"{slug[:70]}-copy", 2
    found = base
    while taken_by_another(found, None) and number < 100:
        found, number = f"{base}-{number}", number + 1
    return found
