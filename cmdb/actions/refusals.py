from journal.refusals import Invalid, Refused


class TagTaken(Invalid):
    """Another item has this inventory number."""

    code = "tag-taken"


class IllegalState(Refused):
    """An item's life does not go this way."""

    code = "illegal-item-state"


class AlreadyRelated(Refused):
    """The two items hang together in this way already."""

    code = "already-related"
