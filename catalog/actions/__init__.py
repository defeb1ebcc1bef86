from catalog.actions.announcing import announce, change_announcement, withdraw_announcement
from catalog.actions.correcting import correct_order
from catalog.actions.drafting import end_drafts, forget_drafts, keep_draft
from catalog.actions.favouring import favour, unfavour
from catalog.actions.ordering import NotOffered, order, place
from catalog.actions.storefronts import ensure_catalog, ensure_storefront, ensure_topics
from catalog.actions.versioning import clone, roll_back

__all__ = [
    "NotOffered",
    "announce",
    "change_announcement",
    "clone",
    "correct_order",
    "end_drafts",
    "ensure_catalog",
    "ensure_storefront",
    "ensure_topics",
    "favour",
    "forget_drafts",
    "keep_draft",
    "order",
    "place",
    "roll_back",
    "unfavour",
    "withdraw_announcement",
]
