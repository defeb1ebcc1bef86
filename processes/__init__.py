"""How work flows inside a status: BPMN 2.0 diagrams, read, checked and run."""
