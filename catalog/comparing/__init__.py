"""Two services compared, in sentences: what a publisher reads before an import, a roll back or a new version."""

from catalog.comparing.service import differences
from catalog.comparing.wording import Called, Difference

__all__ = ["Called", "Difference", "differences"]
