"""The one Markdown dialect: CommonMark with tables, strikethrough, footnotes, definition lists, notes."""

from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

NOTES = ("note", "tip", "info", "important", "warning", "danger", "caution")


def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": True, "linkify": True})
    renderer.enable(["table", "strikethrough", "linkify"])
    renderer.use(footnote_plugin).use(deflist_plugin)
    for name in NOTES:
        renderer.use(container_plugin, name)
    return renderer


RENDERER = _renderer()
