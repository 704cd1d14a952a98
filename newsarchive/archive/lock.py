"""One writer at a time: an advisory lock on a file beside the archive, which the kernel drops when its process dies."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from ..exceptions import ArchiveBusy, ArchiveReadOnly

_PAUSE = 0.1
"""Seconds between two tries while waiting."""


class WriterLock:
    """Held from the first write until the archive is closed. Readers never look at it."""

    def __init__(self, archive: Path, *, wait: float) -> None:
        self.path = archive.with_name(archive.name + ".lock")
        self._archive = archive
        self._wait = wait
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def acquire(self) -> None:
        """Take the lock, waiting up to ``wait`` seconds. Raises ArchiveBusy, ArchiveReadOnly."""
        if self.held:
            return
        descriptor = self._open()
        give_up = time.monotonic() + self._wait
        while not self._try(descriptor):
            if time.monotonic() >= give_up:
                holder = _holder(self.path)
                os.close(descriptor)
                raise ArchiveBusy(
                    f"another newsarchive process{holder} is writing to {self._archive}: wait until it has finished, "
                    "or stop it; reading and searching work meanwhile"
                )
            time.sleep(_PAUSE)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two processes lock two files of one name."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        try:
            return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise ArchiveReadOnly(
                f"cannot write beside {self._archive} ({error.strerror}): give write permission on {self.path.parent}, "
                "or copy the archive elsewhere"
            ) from error

    @staticmethod
    def _try(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _holder(path: Path) -> str:
    """' (process 123)' as the holder wrote it; '' where it has not yet."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return f" (process {text})" if text.isdigit() else ""
