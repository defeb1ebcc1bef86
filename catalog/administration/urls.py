from django.urls import path

from catalog.administration import compliance, diet, files, gallery, previewing, typed, versions

app_name = "catalog_admin"

urlpatterns = [
    path("<int:pk>/versions/", versions.versions, name="versions"),
    path("<int:pk>/versions/compare/", versions.compare, name="compare"),
    path("<int:pk>/versions/<int:number>/back/", versions.back, name="back"),
    path("<int:pk>/versions/<int:number>/export/", files.export, name="export-version"),
    path("<int:pk>/diet/", diet.diet, name="diet"),
    path("<int:pk>/diet/<slug:name>/remove/", diet.remove, name="diet-remove"),
    path("<int:pk>/export/", files.export, name="export"),
    path("<int:pk>/clone/", files.clone, name="clone"),
    path("<int:page_id>/typed/conditions/", typed.ConditionsOfPage.as_view(), name="conditions-of-page"),
    path("compliance/", compliance.waiting, name="sign-offs"),
    path("compliance/<int:pk>/", compliance.decide, name="sign-off"),
    path("compliance/<int:pk>/preview/", compliance.look, name="sign-off-preview"),
    path("<int:pk>/compliance/", compliance.of_page, name="compliance"),
    path("storefronts/<int:pk>/compliance/", compliance.of_storefront, name="storefront-compliance"),
    path("people/", previewing.people, name="people"),
    path("<int:page_id>/typed/form/", previewing.FormOfPage.as_view(), name="form-of-page"),
    path(
        "storefronts/<int:parent_page_id>/typed/form/",
        previewing.FormOfNew.as_view(),
        typed.NEW,
        name="form-of-new",
    ),
    path("<int:page_id>/typed/checks/", typed.ChecksOfPage.as_view(), name="checks-of-page"),
    path(
        "storefronts/<int:parent_page_id>/typed/conditions/",
        typed.ConditionsOfNew.as_view(),
        typed.NEW,
        name="conditions-of-new",
    ),
    path(
        "storefronts/<int:parent_page_id>/typed/checks/",
        typed.ChecksOfNew.as_view(),
        typed.NEW,
        name="checks-of-new",
    ),
    path("storefronts/<int:pk>/import/", files.bring_in, name="import"),
    path("storefronts/<int:pk>/gallery/", gallery.gallery_page, name="gallery"),
    path("storefronts/<int:pk>/gallery/take/", gallery.take, name="gallery-take"),
    path("storefronts/<int:pk>/gallery/<slug:slug>/", gallery.look, name="gallery-look"),
    path("storefronts/<int:pk>/gallery/<slug:slug>/<slug:side>/", gallery.picture, name="gallery-picture"),
]
