"""The Kanban board: what is asked for (`asked`), and what is drawn (`page`)."""

from tickets.board.asked import COLUMNS, LANES
from tickets.board.page import BoardPage

__all__ = ["COLUMNS", "LANES", "BoardPage"]
