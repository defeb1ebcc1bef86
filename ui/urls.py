from django.urls import path

from ui import views

app_name = "ui"

urlpatterns = [
    path("style-guide/", views.style_guide, name="style-guide"),
    path("style-guide/list/", views.sample_list, name="sample-list"),
    path("style-guide/peek/<int:pk>/", views.sample_peek, name="sample-peek"),
    path("style-guide/dialog/", views.sample_dialog, name="sample-dialog"),
    path("style-guide/board/legal/", views.sample_legal, name="sample-legal"),
    path("style-guide/board/move/", views.sample_move, name="sample-move"),
    path("style-guide/choose/", views.sample_choose, name="sample-choose"),
    path("style-guide/undo/", views.sample_undo, name="sample-undo"),
]
