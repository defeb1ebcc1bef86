"""A new service in the editor: saved by itself and by hand, at once if need be, it becomes one page and no second."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.utils import set_query_params
from wagtail.admin.views.pages.create import CreateView
from wagtail.models import Page

from catalog.faults import CannotPublish
from catalog.models import Beginning

FIELD = "begun_as"


class BeginsOnce(CreateView):
    """What comes with the token of a page that is there already is an edit of that page."""

    template_name = "catalog/administration/create.html"

    @cached_property
    def token(self) -> UUID:
        """Of this editor, from when it was opened until it is closed."""
        try:
            return UUID(self.request.POST.get(FIELD, ""))
        except ValueError:
            return uuid4()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "field": FIELD, "token": self.token}

    def post(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            Page.objects.select_for_update().get(pk=self.parent_page.pk)  # one after the other
            try:
                return self._post(request)
            except CannotPublish as error:
                refused = error  # what can't be published is kept all the same
        raise refused

    def _post(self, request: HttpRequest) -> HttpResponse:
        begun = Beginning.objects.filter(token=self.token, by=request.user).first()
        if begun is not None:
            return self._go_on(begun)
        try:
            response = super().post(request)
        except CannotPublish:
            self._remember()
            raise
        self._remember()
        return response

    def _remember(self) -> None:
        if self.page.pk:
            told = {
                "page": self.page,
                "by": self.request.user,
                "saved_by_hand": not self.expects_json_response,
            }
            Beginning.objects.get_or_create(token=self.token, defaults=told)

    def _go_on(self, begun: Beginning) -> HttpResponse:
        self.page = begun.page
        if not self.expects_json_response:
            Beginning.objects.filter(pk=begun.pk).update(saved_by_hand=True)
        elif (
            begun.saved_by_hand
        ):  # on its way since before somebody pressed a button: what they sent is newer
            return self.json_error_response(
                "invalid_revision", _("This was saved already, with all that was typed.")
            )
        view, args, kwargs = resolve(self.get_edit_url())
        return self._told(view(self.request, *args, **kwargs))

    def _told(self, response: HttpResponse) -> HttpResponse:
        """An answer to Wagtail's own saving says where the editor goes on, as that of the first save did."""
        if not isinstance(response, JsonResponse) or response.status_code != 200:
            return response
        url = self.get_edit_url()
        there = {"url": url, "hydrate_url": set_query_params(url, {"_w_hydrate_create_view": "1"})}
        return JsonResponse({**json.loads(response.content), **there})
