from typing import Any

from django.core.management.base import BaseCommand

from servicedesk.env import PREFIX, ROOT, Env


class Command(BaseCommand):
    help = "Prints every setting of the environment as the table that stands in docs/operations.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(table())


def table() -> str:
    """The settings as a Markdown table, in the order of `Env`."""
    rows = ["| setting | without it | what it does |", "|---|---|---|"]
    for name, field in Env.model_fields.items():
        default = field.default
        if default == ROOT / "var":
            default = "var"
        shown = f"`{default}`" if default not in ("", []) else "–"
        rows.append(f"| `{PREFIX}{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)
