"""The deeds on connections: administrators add, change and remove them."""

from integrations.actions.connections import add_connection, change_connection, remove_connection

__all__ = ["add_connection", "change_connection", "remove_connection"]
