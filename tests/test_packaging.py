"""What is in the wheel: every package, every file that is not code, and no name that is not ours."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import newsarchive

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOMES = {"newsarchive.spiders": "spiders", "newsarchive.pipelines": "pipelines", "newsarchive": "newsarchive"}


def package_of(folder: Path) -> str:
    """Installed name of the package in a folder of the checkout."""
    top, *rest = folder.relative_to(ROOT).parts
    return ".".join([next(name for name, home in HOMES.items() if home == top), *rest])


def folders() -> set[Path]:
    return {file.parent for home in HOMES.values() for file in (ROOT / home).rglob("__init__.py")}


def tracked(home: str) -> list[str]:
    """Files of a top folder that belong to the project, not what running it left there."""
    return [
        str(file.relative_to(ROOT))
        for file in (ROOT / home).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    ]


def test_every_package_is_listed_in_pyproject() -> None:
    assert set(PYPROJECT["tool"]["setuptools"]["packages"]) == {package_of(folder) for folder in folders()}


def test_the_version_is_stated_once_and_the_same() -> None:
    assert PYPROJECT["project"]["version"] == newsarchive.__version__


def test_the_public_names_are_sorted_and_importable() -> None:
    assert sorted(newsarchive.__all__) == newsarchive.__all__
    assert all(getattr(newsarchive, name) for name in newsarchive.__all__)


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a checkout knows which files are the project's")
def test_the_wheel_holds_every_file_and_nothing_outside_its_own_name(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    subprocess.run(
        f"git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t {source}",
        shell=True,
        cwd=ROOT,
        check=True,
    )
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, source],
        cwd=tmp_path,  # a folder build/ in the checkout would be taken for the module
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in names} == {"newsarchive"}
    expected = {
        name if home == "newsarchive" else f"newsarchive/{name}" for home in HOMES.values() for name in tracked(home)
    }
    assert names == expected
