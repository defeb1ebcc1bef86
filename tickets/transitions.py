"""Finding a transition of a lifecycle by what people call it."""

from tickets.lifecycles import Spec


def named(spec: Spec, words: str) -> str:
    """The name of the transition that is called so, by its name or its label in either language; "" for none."""
    if words in spec.transitions:
        return words
    said = _plain(words)
    for name, step in spec.transitions.items():
        if said and said in (_plain(name), _plain(step.label.en), _plain(step.label.zh)):
            return name
    return ""


def _plain(words: str) -> str:
    return " ".join(words.lower().replace("_", " ").split())
