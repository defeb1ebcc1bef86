"""Tickets of another system, brought to a desk over its REST API; needs no database."""

from tickets.sending.desk import Desk, NotTaken, Unreachable
from tickets.sending.lines import BadLine, Line, read

__all__ = ["BadLine", "Desk", "Line", "NotTaken", "Unreachable", "read"]
