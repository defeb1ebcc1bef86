from typing import Any

from django.urls import path

from catalog.administration import compliance, diet, files, gallery, previewing, typed, versions

app_name = "catalog_admin"


def typed_in(asked: str, of_page: Any, of_new: Any) -> list[Any]:
    """What the editor asks about the service it shows, and about one that was never saved."""
    below = f"storefronts/<int:parent_page_id>/typed/{asked}/"
    return [
        path(f"<int:page_id>/typed/{asked}/", of_page.as_view(), name=f"{asked}-of-page"),
        path(below, of_new.as_view(), typed.NEW, name=f"{asked}-of-new"),
    ]


urlpatterns = [
    path("<int:pk>/versions/", versions.versions, name="versions"),
    path("<int:pk>/versions/compare/", versions.compare, name="compare"),
    path("<int:pk>/versions/<int:number>/back/", versions.back, name="back"),
    path("<int:pk>/versions/<int:number>/export/", files.export, name="export-version"),
    path("<int:pk>/diet/", diet.diet, name="diet"),
    path("<int:pk>/diet/<slug:name>/remove/", diet.remove, name="diet-remove"),
    path("<int:pk>/export/", files.export, name="export"),
    path("<int:pk>/clone/", files.clone, name="clone"),
    path("compliance/", compliance.waiting, name="sign-offs"),
    path("compliance/<int:pk>/", compliance.decide, name="sign-off"),
    path("compliance/<int:pk>/preview/", compliance.look, name="sign-off-preview"),
    path("<int:pk>/compliance/", compliance.of_page, name="compliance"),
    path("storefronts/<int:pk>/compliance/", compliance.of_storefront, name="storefront-compliance"),
    path("people/", previewing.people, name="people"),
    *typed_in("conditions", typed.ConditionsOfPage, typed.ConditionsOfNew),
    *typed_in("checks", typed.ChecksOfPage, typed.ChecksOfNew),
    *typed_in("form", typed.FormOfPage, typed.FormOfNew),
    *typed_in("choices", typed.ChoicesOfPage, typed.ChoicesOfNew),
    path("storefronts/<int:pk>/import/", files.bring_in, name="import"),
    path("storefronts/<int:pk>/gallery/", gallery.gallery_page, name="gallery"),
    path("storefronts/<int:pk>/gallery/take/", gallery.take, name="gallery-take"),
    path("storefronts/<int:pk>/gallery/<slug:slug>/", gallery.look, name="gallery-look"),
    path("storefronts/<int:pk>/gallery/<slug:slug>/<slug:side>/", gallery.picture, name="gallery-picture"),
]
