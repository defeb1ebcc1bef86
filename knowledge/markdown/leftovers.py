"""Template tags that site generators leave in their Markdown (Liquid, Nunjucks): read where they have a plain
meaning, else taken out and counted. None is ever run."""

import re

from django.utils.translation import ngettext

COMMENT = re.compile(r"\{%-?\s*comment\b.*?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
TARGET = re.compile(r"""(\]\(|\]:\s*|href=["']?)\{%-?\s*\w+\s+["']([^"'%]+)["'][^%]*%\}""")
QUOTED = re.compile(r"""\{%-?\s*(?!include\b|render\b|import\b|image)\w+((?:\s+["'][^"'%]*["'])+)\s*-?%\}""")
ANY = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
CODE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)|`[^`\n]+`)", re.DOTALL | re.MULTILINE)


def without_leftovers(text: str) -> tuple[str, list[str]]:
    """The text without template tags, and what was lost with them. Listings stay as they are.

    A tag that is a link's target becomes the address it names; one that only carries words becomes the
    last of them (`{% channel "help" "the help channel" %}`); wrappers vanish and their content stays.
    """
    parts = CODE.split(text)
    dropped = 0
    for place in range(0, len(parts), 2):
        part = COMMENT.sub("", parts[place])
        part = TARGET.sub(lambda found: found[1] + found[2], part)
        part = QUOTED.sub(lambda found: re.findall(r"""["']([^"']*)["']""", found[1])[-1], part)
        part, removed = ANY.subn("", part)
        dropped += removed
        parts[place] = part
    lost = []
    if dropped:
        sentence = ngettext("%(n)s template tag was removed", "%(n)s template tags were removed", dropped)
        lost.append(sentence % {"n": dropped})
    return "".join(parts), lost
