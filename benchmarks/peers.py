#!/usr/bin/env python3
"""newsarchive beside its peers, each in an environment of its own, on pages with known answers.

    python benchmarks/peers.py --evaluation DIR   # holds score.py and its pages; default ../shared/evaluation
    python benchmarks/peers.py --only trafilatura goose3

Environments are kept in build/peers/, so that a second run installs nothing.
"""

import argparse
import re
import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PEERS = {
    "newsarchive": [str(CHECKOUT)],
    "trafilatura": ["trafilatura", "lxml_html_clean"],
    "newspaper4k": ["newspaper4k"],
    "goose3": ["goose3"],
    "readability": ["readability-lxml", "lxml_html_clean"],
    "resiliparse": ["resiliparse"],
}
"""Name of the adapter in score.py → what is installed for it."""


def environment(name: str, packages: list[str]) -> Path:
    """Python of the peer's own environment, made where it is missing."""
    home = CHECKOUT / "build" / "peers" / name
    python = home / "bin" / "python"
    if not python.exists():
        print(f"{name}: installing {' '.join(packages)}", flush=True)
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", *packages], check=True)
    elif name == "newsarchive":
        subprocess.run([python, "-m", "pip", "install", "-qq", "--no-deps", "--force-reinstall", *packages], check=True)
    return python


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--evaluation", type=Path, default=CHECKOUT.parent / "shared" / "evaluation")
    cli.add_argument("--only", nargs="+", choices=PEERS, default=list(PEERS))
    args = cli.parse_args()
    score = args.evaluation / "score.py"
    if not score.exists():
        cli.error(f"no score.py in {args.evaluation}; name the folder that has it with --evaluation")
    for name in args.only:
        python = environment(name, PEERS[name])
        done = subprocess.run([python, "-W", "ignore", score, name], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name}: failed\n{done.stderr[-2000:]}", file=sys.stderr)
            continue
        sys.stderr.write("".join(f"  {line}\n" for line in done.stderr.splitlines()[:2]))  # the first pages that raised
        print("\n".join(line for line in done.stdout.splitlines() if re.match(r"\S|  all ", line) and line), flush=True)


if __name__ == "__main__":
    main()
