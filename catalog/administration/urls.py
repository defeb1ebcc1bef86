from django.urls import path

from catalog.administration import files, versions

app_name = "catalog_admin"

urlpatterns = [
    path("<int:pk>/versions/", versions.versions, name="versions"),
    path("<int:pk>/versions/compare/", versions.compare, name="compare"),
    path("<int:pk>/versions/<int:number>/back/", versions.back, name="back"),
    path("<int:pk>/versions/<int:number>/export/", files.export, name="export-version"),
    path("<int:pk>/export/", files.export, name="export"),
    path("<int:pk>/clone/", files.clone, name="clone"),
    path("storefronts/<int:pk>/import/", files.bring_in, name="import"),
]
