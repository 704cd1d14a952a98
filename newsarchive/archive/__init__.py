"""The archive: the only package that speaks SQL.

archive     Archive: where everything meets
schema      what every table and column means        migrations  how the tables came to be
connection  the one door to SQLite                   lock        one writer at a time
store       putting pages in                         reading     getting stories out
identity    which story a page tells                 revisions   what counts as a change
frontier    which addresses are due                  schedule    when they are due again
rows        fields to columns and back               records     what is handed out
search, query, segmentation, index                   full-text search
care        check, backup, compact, merge, takedown  status      how each source is doing
"""

from .archive import DEFAULT_PATH, Archive
from .frontier import Frontier
from .health import Change, Example, SourceHealth
from .records import Document, Due, Outcome, Revision, SourceStatus, StoredArticle, StoredCapture

__all__ = [
    "DEFAULT_PATH",
    "Archive",
    "Change",
    "Document",
    "Due",
    "Example",
    "Frontier",
    "Outcome",
    "Revision",
    "SourceHealth",
    "SourceStatus",
    "StoredArticle",
    "StoredCapture",
]
