from catalog.actions.announcing import announce, change_announcement, withdraw_announcement
from catalog.actions.basket import (
    bring_back,
    change_quantity,
    forget_removed,
    gather,
    lay_aside,
    order_basket,
    put_back,
    put_in_basket,
    remove_from_basket,
)
from catalog.actions.controlling import ask_sign_off, control, refuse_sign_off, release, sign_off
from catalog.actions.correcting import correct_order, edit_order, refuse_touched
from catalog.actions.dieting import remove_question
from catalog.actions.drafting import end_drafts, forget_drafts, keep_draft
from catalog.actions.favouring import favour, unfavour
from catalog.actions.occasions import (
    add_occasion,
    change_occasion,
    happened,
    keep_occasions,
    remove_occasion,
)
from catalog.actions.ordering import NotOffered, order, place
from catalog.actions.storefronts import ensure_catalog, ensure_storefront, ensure_topics
from catalog.actions.versioning import clone, roll_back

__all__ = [
    "NotOffered",
    "add_occasion",
    "announce",
    "ask_sign_off",
    "bring_back",
    "change_announcement",
    "change_occasion",
    "change_quantity",
    "clone",
    "control",
    "correct_order",
    "edit_order",
    "end_drafts",
    "ensure_catalog",
    "ensure_storefront",
    "ensure_topics",
    "favour",
    "forget_drafts",
    "forget_removed",
    "gather",
    "happened",
    "keep_draft",
    "keep_occasions",
    "lay_aside",
    "order",
    "order_basket",
    "place",
    "put_back",
    "put_in_basket",
    "refuse_sign_off",
    "refuse_touched",
    "release",
    "remove_from_basket",
    "remove_occasion",
    "remove_question",
    "roll_back",
    "sign_off",
    "unfavour",
    "withdraw_announcement",
]
