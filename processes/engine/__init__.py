"""Running diagrams: the only door to SpiffWorkflow.

`compiled(process)` makes a specification that is kept per process of the operating system; `Run` starts or restores a
run of it, goes on until nothing can go on by itself, and gives out what waits and a state that holds nothing but the
living tokens. What of the library is used and what is not, and why, says `docs/decisions/0010-the-engine.md`.
"""

from processes.engine.building import Compiled, compiled
from processes.engine.failures import CannotGoOn, Runaway, UnknownStep
from processes.engine.running import Happening, Run, Waiting

__all__ = ["CannotGoOn", "Compiled", "Happening", "Run", "Runaway", "UnknownStep", "Waiting", "compiled"]
