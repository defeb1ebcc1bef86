"""The addresses at which other systems tell a run something."""
