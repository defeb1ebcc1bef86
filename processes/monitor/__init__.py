"""Processes under way: how many runs stand at which step, which ones, and what to do about one that stands still."""
