"""What a run does where it waits: people get tasks, the clock gets timers, operations are done; and the log of it."""
