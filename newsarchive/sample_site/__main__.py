"""`python -m newsarchive.sample_site [PORT]` serves the sample newspaper until Ctrl-C."""

import sys
import threading
from contextlib import suppress

from .server import SampleSite

if __name__ == "__main__":
    with SampleSite(port=int(sys.argv[1]) if len(sys.argv) > 1 else 8765) as site, suppress(KeyboardInterrupt):
        print(f"The Ardun Courier is at {site.url} (Ctrl-C ends it)")
        threading.Event().wait()
