"""Two rulebooks, the same people: see who gains, who loses, and which rule did it."""

__version__ = "0.1.0"
