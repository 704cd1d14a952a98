"""Fixtures that several rooms share."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # tests are no package; `web` is found here

from web import folder, newsarchive, web

__all__ = ["folder", "newsarchive", "web"]
