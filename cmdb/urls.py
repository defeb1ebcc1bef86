from django.urls import path

from cmdb.views import choosing, deeds, records

app_name = "cmdb"

ONE = "desk/items/<int:pk>/"

urlpatterns = [
    path("items/choose/", choosing.choose, name="choose"),
    path("desk/items/", records.items, name="items"),
    path("desk/items/add/", deeds.add, name="add"),
    path("desk/items/of/<int:pk>/", records.devices, name="devices"),
    path(ONE, records.item, name="item"),
    path(f"{ONE}peek/", records.peek, name="peek"),
    path(f"{ONE}facts/", records.facts, name="facts"),
    path(f"{ONE}impact/", records.impact, name="impact"),
    path(f"{ONE}relations/", records.relations, name="relations"),
    path(f"{ONE}history/", records.history, name="history"),
    path(f"{ONE}edit/", deeds.edit, name="edit"),
    path(f"{ONE}hand-over/", deeds.hand_over, name="hand-over"),
    path(f"{ONE}move/", deeds.move, name="move"),
    path(f"{ONE}relate/", deeds.relate, name="relate"),
    path(f"{ONE}relations/<int:relation>/remove/", deeds.unrelate, name="unrelate"),
]
