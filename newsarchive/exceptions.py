"""Everything newsarchive raises on purpose. One root, so that a caller can catch it all.

    NewsarchiveError
    ├── UsageError                 the call itself is wrong (the command line exits with 2)
    ├── ExtractionError            this input cannot be read as a page
    ├── RecipeError                a recipe file is wrong
    ├── SourceError
    │   ├── UnknownSource          no source of that name is declared
    │   ├── SourcesFileError       the sources file cannot be read, or says something impossible
    │   └── UnreadableDocument     a feed, sitemap or section page is not what it is declared to be
    ├── FetchError                 a host or address cannot be reached
    ├── CaptureError
    │   └── CorruptCapture         a WARC file is damaged, truncated, or none at all
    └── ArchiveError
        ├── NotAnArchive           the file is not SQLite, or not one of ours
        ├── ArchiveTooNew          made by a newer release
        ├── ArchiveBusy            another process is writing
        ├── ArchiveReadOnly        the file or its folder cannot be written
        ├── StorageFull            no space left
        ├── ArchiveDamaged         the file fails SQLite's own checks
        ├── NotInArchive           no such article, capture or URL
        └── QueryError             the search query cannot be understood

A message says what was expected, where, and what came, and ends with what to do. The command line prints it in one
line and exits with 1 (2 for UsageError).
"""


class NewsarchiveError(Exception):
    """Root of every error this package raises on purpose."""


class UsageError(NewsarchiveError):
    """The call itself is wrong."""


class ExtractionError(NewsarchiveError):
    """This input cannot be read as a page."""


class RecipeError(NewsarchiveError):
    """A recipe file is wrong."""


class SourceError(NewsarchiveError):
    """A source cannot be used."""


class UnknownSource(SourceError):
    """No source of that name is declared."""


class SourcesFileError(SourceError):
    """The sources file cannot be read, or says something impossible."""


class UnreadableDocument(SourceError):
    """A feed, sitemap or section page is not what it is declared to be."""


class FetchError(NewsarchiveError):
    """A host or address cannot be reached."""


class CaptureError(NewsarchiveError):
    """A capture cannot be written or read."""


class CorruptCapture(CaptureError):
    """A WARC file is damaged, truncated, or none at all."""


class ArchiveError(NewsarchiveError):
    """The archive cannot do what was asked."""


class NotAnArchive(ArchiveError):
    """The file is not SQLite, or not one of ours."""


class ArchiveTooNew(ArchiveError):
    """The archive was made by a newer release."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveReadOnly(ArchiveError):
    """The archive or its folder cannot be written."""


class StorageFull(ArchiveError):
    """No space is left for the archive or its captures."""


class ArchiveDamaged(ArchiveError):
    """The archive fails SQLite's own checks."""


class NotInArchive(ArchiveError):
    """No such article, capture or URL."""


class QueryError(ArchiveError):
    """The search query cannot be understood."""
