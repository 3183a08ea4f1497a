"""Makes the documentation a site, in build/site/, without a network: `make docs`, or

python docs/make_site.py

The pages are the Markdown files of docs/, and three that lie above it, where people look for them. zensical.toml says
in which order they stand.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"
PAGES = BUILD / "pages"
SITE = BUILD / "site"
ABOVE = {"CONTRIBUTING.md": "contributing.md", "SECURITY.md": "reporting.md", "CHANGELOG.md": "changelog.md"}
"""Pages that are no part of docs/, and their names on the site."""
COPIED = ("images/*", "site/*", "grading.schema.json")
LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)#\s]+)")
"""Where a link leads that stays in the repository, without its anchor."""
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def gather(pages: Path) -> list[str]:
    """Lays what the site is made of into a folder. A line for each link that leads to nothing of the site."""
    shutil.rmtree(pages, ignore_errors=True)
    sources = {path: path.name for path in sorted((ROOT / "docs").glob("*.md"))}
    sources |= {ROOT / name: page for name, page in ABOVE.items()}
    copied = [path for pattern in COPIED for path in sorted((ROOT / "docs").glob(pattern))]
    targets = sources | {path: path.relative_to(ROOT / "docs").as_posix() for path in copied}
    problems = []
    for path, target in targets.items():
        (pages / target).parent.mkdir(parents=True, exist_ok=True)
        if path not in sources:
            shutil.copyfile(path, pages / target)
            continue
        text = path.read_text(encoding="utf-8")
        problems += [
            f"{path.relative_to(ROOT)}: {link} is not on the site" for link in astray(path, text, targets)
        ]
        (pages / target).write_text(on_site(path, text, targets), encoding="utf-8")
    return problems


def astray(source: Path, text: str, targets: dict[Path, str]) -> list[str]:
    """The links of a page that lead to nothing of the site."""
    return [link for link in LINK.findall(CODE.sub("", text)) if _meant(source, link) not in targets]


def on_site(source: Path, text: str, targets: dict[Path, str]) -> str:
    """A page's text with its links as they are on the site, where all pages lie in one folder."""
    return LINK.sub(lambda found: targets.get(_meant(source, found[1]), found[1]), text)


def _meant(source: Path, link: str) -> Path:
    return Path(os.path.normpath(source.parent / link))


def main() -> int:
    if problems := gather(PAGES):
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    shutil.rmtree(SITE, ignore_errors=True)
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    done = subprocess.run(
        command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        return 1
    print(f"Open {SITE / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
