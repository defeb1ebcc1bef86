from django.urls import path, register_converter

from tickets.access import ReferenceConverter
from tickets.designer.urls import urlpatterns as lifecycles
from tickets.designer.views.reading import of_ticket
from tickets.inbox.urls import urlpatterns as inbox
from tickets.inbox.views import of_ticket as tasks
from tickets.views import (
    board,
    bulk,
    concerning,
    deeds,
    files,
    opening,
    portal,
    queue,
    rating,
    relations,
    talk,
    ticket,
)

app_name = "tickets"

register_converter(ReferenceConverter, "ref")

DESK = "desk/tickets/"
ONE = "desk/tickets/<ref:ref>/"
REQUEST = "requests/<ref:ref>/"

urlpatterns = [
    # the queue
    path(DESK, queue.queue, name="queue"),
    path(f"{DESK}counts/", queue.counts, name="counts"),
    path(f"{DESK}choose/service/", queue.choose_service, name="choose_service"),
    path(f"{DESK}views/", queue.keep_view, name="keep_view"),
    path(f"{DESK}views/<int:pk>/", queue.change_view, name="change_view"),
    path(f"{DESK}views/<int:pk>/drop/", queue.drop_view, name="drop_view"),
    path(f"{DESK}bulk/assign/", bulk.assign, name="bulk_assign"),
    path(f"{DESK}bulk/priority/", bulk.priority, name="bulk_priority"),
    path(f"{DESK}bulk/move/", bulk.move, name="bulk_move"),
    path(f"{DESK}bulk/comment/", bulk.comment, name="bulk_comment"),
    path(f"{DESK}bulk/watch/", bulk.watch, name="bulk_watch"),
    path(f"{DESK}new/", opening.new, name="new"),
    path(f"{DESK}of-item/<int:pk>/", concerning.of_item, name="of_item"),
    # the board
    path("desk/board/", board.board, name="board"),
    path("desk/board/legal/", board.legal, name="board_legal"),
    path("desk/board/drop/", board.drop, name="board_drop"),
    path("desk/board/limits/", board.limits, name="board_limits"),
    # one ticket at the desk
    path(ONE, ticket.detail, name="detail"),
    path(f"{ONE}facts/", ticket.facts, name="facts"),
    path(f"{ONE}timeline/", ticket.timeline, name="timeline"),
    path(f"{ONE}peek/", ticket.peek, name="peek"),
    path(f"{ONE}lifecycle/", of_ticket, name="lifecycle_of_ticket"),
    path(f"{ONE}similar/", ticket.similar, name="similar"),
    path(f"{ONE}changes/", ticket.changes, name="changes"),
    path(f"{ONE}mentions/", ticket.mentions, name="mentions"),
    path(f"{ONE}comment/", talk.comment, name="comment"),
    path(f"{ONE}moves/<slug:transition>/", deeds.step, name="step"),
    path(f"{ONE}take/", deeds.take, name="take"),
    path(f"{ONE}assign/", deeds.assign, name="assign"),
    path(f"{ONE}priority/", deeds.priority, name="priority"),
    path(f"{ONE}edit/", deeds.facts_form, name="facts_form"),
    path(f"{ONE}watch/", relations.watch, name="watch"),
    path(f"{ONE}participants/", relations.participants, name="participants"),
    path(f"{ONE}items/", relations.items, name="items"),
    path(f"{ONE}links/", relations.links, name="links"),
    path(f"{ONE}ask-approval/", tasks.ask_approval, name="ask-approval"),
    path(f"{ONE}give-task/", tasks.give_task, name="give-task"),
    # the requester's page
    path(REQUEST, portal.request_page, name="request"),
    path(f"{REQUEST}journey/", portal.journey, name="journey"),
    path(f"{REQUEST}company/", portal.company, name="company"),
    path(f"{REQUEST}print/", portal.print_request, name="print"),
    path(f"{REQUEST}timeline/", portal.request_timeline, name="request_timeline"),
    path(f"{REQUEST}mentions/", ticket.request_mentions, name="request_mentions"),
    path(f"{REQUEST}comment/", talk.request_comment, name="request_comment"),
    path(f"{REQUEST}moves/<slug:transition>/", portal.request_step, name="request_step"),
    path(f"{REQUEST}rate/", rating.rate_here, name="rate_here"),
    path(f"{REQUEST}tasks/", tasks.of_ticket, name="tasks-of-ticket"),
    path("rate/<str:token>/", rating.rate, name="rate"),
    # files
    path("attachments/", files.upload, name="upload"),
    path("attachments/<uuid:uid>/", files.attachment, name="attachment"),
    # drawing lifecycles
    *lifecycles,
    # tasks and approvals
    *inbox,
]
