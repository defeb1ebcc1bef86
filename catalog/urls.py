from django.urls import path

from catalog.views import asked, basket, beginning, correcting, editing, listing, ordering, registers, sharing

app_name = "catalog"

urlpatterns = [
    path("services/", listing.catalog, name="catalog"),
    path("services/suggest/", listing.suggest, name="suggest"),
    path("services/<slug:slug>/", ordering.service, name="service"),
    path("services/<slug:slug>/qr.svg", sharing.qr, name="qr"),
    path("services/<slug:slug>/poster/", sharing.poster, name="poster"),
    path("services/<slug:slug>/form/", ordering.ask_again, name="form"),
    path("services/<slug:slug>/helps/answers/", ordering.helps, {"kind": "answers"}, name="helping-answers"),
    path(
        "services/<slug:slug>/helps/services/", ordering.helps, {"kind": "services"}, name="better-services"
    ),
    path("services/<slug:slug>/discard/", beginning.discard, name="discard"),
    path("services/<slug:slug>/favourite/", ordering.favourite, name="favourite"),
    path("services/<slug:slug>/for/", ordering.choose_other, name="choose-other"),
    path("services/<slug:slug>/choose/<slug:name>/", ordering.choose, name="choose"),
    path("basket/", basket.basket, name="basket"),
    path("basket/order/", basket.order, name="order-basket"),
    path("basket/change/", basket.change, name="change-basket"),
    path("requests/<str:ref>/correct/", correcting.correct, name="correct"),
    path("requests/<str:ref>/correct/form/", correcting.correct_again, name="correct-form"),
    path("requests/<str:ref>/answers/", editing.edit, name="edit-answers"),
    path("requests/<str:ref>/answers/form/", editing.edit_again, name="edit-answers-form"),
    path("requests/<str:ref>/answers/choose/<slug:name>/", editing.choose, name="choose-answer"),
    path("inbox/<int:pk>/answers/", asked.answer, name="asked"),
    path("inbox/<int:pk>/answers/form/", asked.answer_again, name="asked-form"),
    path("desk/registers/", registers.registers, name="registers"),
    path("desk/registers/<slug:slug>/", registers.register, name="register"),
    path("departments/<slug:slug>/", listing.storefront, name="storefront"),
]
