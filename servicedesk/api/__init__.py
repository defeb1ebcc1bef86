"""The REST API under `/api/v1/`: the same deeds and the same rights as the pages, for programs."""

from servicedesk.api.build import api

__all__ = ["api"]
