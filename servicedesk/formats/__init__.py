"""How days and times are written, where the framework's own way would be misread."""
