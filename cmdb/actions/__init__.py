from cmdb.actions.items import add_item, change_item, hand_over, move_item, retire
from cmdb.actions.refusals import AlreadyRelated, IllegalState, TagTaken
from cmdb.actions.relations import relate, unrelate
from cmdb.actions.types import save_relation_type, save_type

__all__ = [
    "AlreadyRelated",
    "IllegalState",
    "TagTaken",
    "add_item",
    "change_item",
    "hand_over",
    "move_item",
    "relate",
    "retire",
    "save_relation_type",
    "save_type",
    "unrelate",
]
