"""The lists of a step as sets of forms: who does it, who steps in, what is asked, what an operation gets."""

from typing import Any

from processes.bpmn import Node
from processes.outline.words import kind_of
from processes.outlining.forms import AskFormSet, InputFormSet, Offers, WhoFormSet, inputs_of, who_of


def lists_of(node: Node, sent: Any, offers: Offers) -> dict[str, Any]:
    """The sets of forms a kind of step has: who does it, who steps in, what is asked, what an operation gets."""
    kind = kind_of(node)

    def held(of: str) -> list[dict[str, str]]:
        return [dict(one.values) for one in node.extras if one.kind == of]

    if kind == "operation":
        inputs = inputs_of(node.settings.get("operation", ""), held("input"))
        return {"input": InputFormSet(sent, initial=inputs, prefix="input")}
    if kind not in ("approval", "work", "question"):
        return {}
    asks = [
        {
            "name": one.get("name", ""),
            "kind": one.get("kind", "text"),
            "label_en": one.get("label", ""),
            "label_zh": one.get("labelZh", ""),
            "choices": one.get("choices", ""),
            "required": one.get("required", "true") == "true",
        }
        for one in held("ask")
    ]
    found: dict[str, Any] = {}
    for name in ("performer", "fallback"):
        initial = None if sent else [who_of(one) for one in held(name)]
        found[name] = WhoFormSet(sent, initial=initial, prefix=name, form_kwargs={"offers": offers})
    return found | {"ask": AskFormSet(sent, initial=None if sent else asks, prefix="ask")}


def extras_of(lists: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The elements the sets of forms stand for, by kind."""
    found: dict[str, list[dict[str, str]]] = {}
    for kind, forms in lists.items():
        if kind == "input":
            rows = [
                {key: one.cleaned_data.get(key, "") for key in ("name", "value", "expression")}
                for one in forms
            ]
            found[kind] = [{key: value for key, value in row.items() if value} for row in rows if row["name"]]
        else:
            told = [one.asked if kind == "ask" else one.named for one in forms]
            found[kind] = [{key: value for key, value in one.items() if value} for one in told if one]
    return found
