"""The `newsarchive` command: one group, one module for each family of commands."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    raise SystemExit("newsarchive: the command line is not written yet")
