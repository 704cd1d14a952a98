"""The Ardun Courier: a small invented newspaper in two layouts and two languages, for the demo, the tests and first
steps.

`python -m newsarchive.sample_site` serves it for a look in a browser; `SampleSite` serves it inside a program;
`expected` says what an extractor should find on a story's page.
"""

from .newsroom import Newspaper, Story, expected, stories
from .server import SampleSite

__all__ = ["Newspaper", "SampleSite", "Story", "expected", "stories"]
