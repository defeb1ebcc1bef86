from cmdb.models.item import Item
from cmdb.models.relation import Relation, RelationType
from cmdb.models.type import ItemType

__all__ = ["Item", "ItemType", "Relation", "RelationType"]
