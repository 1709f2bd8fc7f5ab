"""What holds for every test: a first compilation may take seconds, so examples have no deadline."""

from hypothesis import settings

settings.register_profile("commonweal", deadline=None)
settings.load_profile("commonweal")
