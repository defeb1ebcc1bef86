"""Drawing lifecycles at the desk: lists, forms and the drawing, all over the deeds of `tickets.actions.drawing`."""
