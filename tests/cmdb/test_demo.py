import pytest

from cmdb import demo
from cmdb.impact import what_breaks
from cmdb.models import Item, Relation
from tests.cast import NOW

MODEL = {"name": "model", "label": {"en": "Model"}, "kind": "text"}
SERVER = {"tag": "SRV-1", "type": "server", "name": "db", "department": "it", "team": "it-network"}
DATA = {
    "types": [
        {"slug": "hardware", "name": "Hardware", "attributes": [MODEL]},
        {"slug": "server", "parent": "hardware", "name": "Server", "name_zh": "服务器"},
        {"slug": "application", "name": "Application", "is_public": True},
    ],
    "relation_types": [{"slug": "runs-on", "name": "runs on", "inverse": "runs", "impact": "backward"}],
    "items": [
        {**SERVER, "values": {"model": "X1"}},
        {"tag": "APP-1", "type": "application", "name": "ERP", "owner": "erin", "site": "berlin"},
    ],
    "relations": [["APP-1", "runs-on", "SRV-1"]],
}


def test_a_file_of_items_is_loaded_once_however_often_it_is_loaded(company):
    demo.load(DATA, by=company.machine, now=NOW)
    items = demo.load(DATA, by=company.machine, now=NOW)

    assert (Item.objects.count(), Relation.objects.count()) == (2, 1)
    assert items["APP-1"].owner == company.erin
    assert items["SRV-1"].values == {"model": "X1"}
    assert [broken.item for broken in what_breaks(items["SRV-1"])] == [items["APP-1"]]


def test_a_name_that_leads_nowhere_stops_the_load_and_leaves_nothing(company):
    broken = {**DATA, "relations": [["APP-1", "runs-on", "SRV-9"]]}

    with pytest.raises(demo.Unknown, match="SRV-9"):
        demo.load(broken, by=company.machine, now=NOW)

    assert not Item.objects.exists()
