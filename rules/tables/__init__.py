"""Decision tables (DMN 1.3): rows of conditions on inputs, and what follows from them.

`checked(table, facts)` compiles a table and says which cell is wrong; `decide` gives what the rows that apply say, and
which rows those were.
"""

from rules.tables.deciding import Checked, Decision, Undecided, checked
from rules.tables.table import Aggregate, BadCell, Column, HitPolicy, Row, Table

__all__ = [
    "Aggregate",
    "BadCell",
    "Checked",
    "Column",
    "Decision",
    "HitPolicy",
    "Row",
    "Table",
    "Undecided",
    "checked",
]
