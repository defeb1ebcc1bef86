"""A service's register as the one listing: a column and, where no mask hides it, a filter for each question.

What some mask of any version hides is neither filtered nor sorted by: it could be guessed by that.
"""

from catalog.registering.listing import RegisterListing

__all__ = ["RegisterListing"]
