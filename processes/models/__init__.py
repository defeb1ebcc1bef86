from processes.models.definition import Definition, Draft, Version
from processes.models.run import Run, Step, Timer

__all__ = ["Definition", "Draft", "Run", "Step", "Timer", "Version"]
