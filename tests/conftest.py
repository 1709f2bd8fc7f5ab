"""What holds for every test: a first compilation may take seconds, so examples have no deadline;
and Ctrl-C is heard, even where the tests were started in the background, which ignores it."""

import signal
import threading

from hypothesis import settings

settings.register_profile("commonweal", deadline=None)
settings.load_profile("commonweal")

if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)
