"""How states look: one place that ties a meaning to its tone, its icon and its words."""

from typing import Any

TONES = ("neutral", "calm", "attention", "danger", "done", "accent")

# phase of a ticket → (icon, tone); the shapes differ, so that colour is never alone
PHASES = {
    "new": ("circle-dashed", "neutral"),
    "active": ("circle-dot", "calm"),
    "waiting": ("circle-pause", "attention"),
    "resolved": ("circle-check", "done"),
    "closed": ("circle-check-big", "neutral"),
    "cancelled": ("circle-x", "neutral"),
}

# priority → (icon, tone)
PRIORITIES = {
    1: ("octagon-alert", "danger"),
    2: ("priority-high", "attention"),
    3: ("priority-medium", "neutral"),
    4: ("priority-low", "neutral"),
}

TONE_ICONS = {
    "neutral": "circle",
    "calm": "info",
    "attention": "triangle-alert",
    "danger": "octagon-alert",
    "done": "circle-check",
    "accent": "sparkles",
}

# The accents of frontend/css/accents.css as hue, saturation and lightness, for the publishers' pages.
ACCENTS = {
    "indigo": (233, 60, 54),
    "blue": (211, 81, 42),
    "teal": (180, 98, 23),
    "green": (143, 60, 30),
    "plum": (292, 45, 40),
    "crimson": (345, 72, 43),
    "rust": (20, 68, 38),
    "graphite": (220, 13, 25),
}

FACES = 8  # as many tints as frontend/css/pieces.css has


def tone(name: str | None) -> str:
    return name if name in TONES else "neutral"


def face_tint(person: Any) -> int:
    """Which of the face colours a person always gets."""
    return (getattr(person, "pk", None) or 0) % FACES
