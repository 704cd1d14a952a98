"""How a source is doing, judged by its own past: healthy, suspect or broken, and the likely cause. Pure: the archive
counts, this decides.

history    what is known of a source's past days, and what can be expected of it
signs      what speaks for something being wrong, each a function
diagnosis  the verdict, and what to do
"""

from .diagnosis import ADVICE, WEIGHT, Diagnosis, diagnose, own_network_is_gone
from .history import WEEKS, Day, History, Listing, Share
from .signs import Cause, Finding, Verdict, cause_of

__all__ = [
    "ADVICE",
    "WEEKS",
    "WEIGHT",
    "Cause",
    "Day",
    "Diagnosis",
    "Finding",
    "History",
    "Listing",
    "Share",
    "Verdict",
    "cause_of",
    "diagnose",
    "own_network_is_gone",
]
