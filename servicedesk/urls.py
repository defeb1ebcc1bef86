from allauth.account.views import logout
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents import urls as wagtail_documents_urls

from servicedesk.api import api
from servicedesk.back_office import WAY_OUT
from servicedesk.files import FOLDERS, picture

urlpatterns = [
    path("", include("servicedesk.portal.urls")),
    path("desk/", include("servicedesk.desk.urls")),
    path("", include("servicedesk.founding.urls")),
    path("", include("catalog.urls")),
    path("", include("processes.hooks.urls")),
    path("", include("tickets.urls")),
    path("", include("processes.urls")),
    path("", include("cmdb.urls")),
    path("", include("knowledge.urls")),
    path("", include("people.urls")),
    path("", include("journal.urls")),
    path("", include("ui.urls")),
    path("", include("servicedesk.demo.urls")),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/logout/", logout, name=WAY_OUT),
    path("admin/", include(wagtail_admin_urls)),
    path("documents/", include(wagtail_documents_urls)),
    re_path(rf"^media/(?P<folder>{'|'.join(FOLDERS)})/(?P<path>.+)$", picture),
]

handler400 = "servicedesk.refusals.bad_request"
handler403 = "servicedesk.refusals.not_found"
handler404 = "servicedesk.refusals.not_found"
handler500 = "servicedesk.refusals.broken"
