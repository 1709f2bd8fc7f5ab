"""The law, one module a part of it: every rule a function of named scalars."""
