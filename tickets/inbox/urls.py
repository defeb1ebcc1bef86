from django.urls import path

from tickets.inbox.views import by_mail, leaving, listing, more, of_ticket, task

INBOX = "inbox/"
TASK = "inbox/<int:pk>/"

urlpatterns = [
    path(INBOX, listing.inbox, name="inbox"),
    path(f"{INBOX}count/", listing.count, name="inbox-count"),
    path(f"{INBOX}tabs/<slug:tab>/", listing.tabs, name="inbox-tabs"),
    path(f"{INBOX}bulk/approve/", listing.approve, name="inbox-bulk-approve"),
    path(f"{INBOX}bulk/reject/", listing.reject, name="inbox-bulk-reject"),
    path(f"{INBOX}bulk/claim/", listing.claim, name="inbox-bulk-claim"),
    path(f"{INBOX}bulk/hand-over/", listing.hand_over, name="inbox-bulk-hand-over"),
    # one task
    path(TASK, task.task, name="task"),
    path(f"{TASK}state/", task.state, name="task-state"),
    path(f"{TASK}chain/", task.chain, name="task-chain"),
    path(f"{TASK}peek/", task.peek, name="task-peek"),
    path(f"{TASK}deeds/", task.deeds, name="task-deeds"),
    path(f"{TASK}approve/", task.approve, name="task-approve"),
    path(f"{TASK}reject/", task.reject, name="task-reject"),
    path(f"{TASK}return/", task.send_back, name="task-return"),
    path(f"{TASK}finish/", task.finish, name="task-finish"),
    path(f"{TASK}opinion/", task.opinion, name="task-opinion"),
    path(f"{TASK}claim/", task.claim, name="task-claim"),
    path(f"{TASK}release/", task.release, name="task-release"),
    path(f"{TASK}take-back/", task.take_back, name="task-take-back"),
    path(f"{TASK}urge/", task.urge, name="task-urge"),
    path(f"{TASK}withdraw/", of_ticket.withdraw, name="task-withdraw"),
    path(f"{TASK}ask/", more.ask, name="task-ask"),
    path(f"{TASK}add-signer/", more.add_signer, name="task-add-signer"),
    path(f"{TASK}remove-signer/", more.remove_signer, name="task-remove-signer"),
    path(f"{TASK}add-helper/", more.add_helper, name="task-add-helper"),
    path(f"{TASK}remove-helper/", more.remove_helper, name="task-remove-helper"),
    path(f"{TASK}copy/", more.copy, name="task-copy"),
    path(f"{TASK}hand-over/", more.hand_over, name="task-hand-over"),
    path(f"{TASK}consult/", more.consult, name="task-consult"),
    path(f"{INBOX}<slug:tab>/", listing.inbox, name="inbox-tab"),
    # who leaves
    path("people/<int:pk>/leaving/", leaving.leaving, name="leaving"),
    # from a mail
    path("decide/<str:token>/", by_mail.decide_by_mail, name="decide-by-mail"),
]
