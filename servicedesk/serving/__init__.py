"""How the desk is served: one port for pages and live updates, one command for all processes."""
