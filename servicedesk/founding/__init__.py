"""An empty desk becomes a company's: the first administrator, then four pages that end with live services.

Each page does its part for real, through the usual deeds; so whoever comes back later finds what is there and
goes on, and nothing has to be remembered elsewhere.
"""
