"""Drawing processes at the desk: lists, the canvas and its panel, all over the deeds of `processes.actions`."""
