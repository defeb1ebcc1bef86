"""A folder of Markdown becomes a section's articles, and again, when the folder has changed."""

from knowledge.importing.run import Options, Report, import_folder

__all__ = ["Options", "Report", "import_folder"]
