"""From a Markdown file to what an article is made of."""

from knowledge.markdown.document import Document, Links, Parsed, Pictures, parse, read

__all__ = ["Document", "Links", "Parsed", "Pictures", "parse", "read"]
