"""Zips that are the same to the byte if their contents are the same."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from autograder.course import private
from autograder.errors import CourseError

WHEN = (2020, 1, 1, 0, 0, 0)  # of every file
SCRIPT, PLAIN = 0o100755 << 16, 0o100644 << 16  # a file's mode, where a zip keeps it


def write(
    path: Path, files: Mapping[str, bytes | Path], *, scripts: Collection[str] = (), is_public: bool = False
) -> None:
    """Writes a zip, and makes its folder if there is none. An existing zip is replaced at once.

    files: contents, or where to read them, by name in the zip. scripts: those that can be run. is_public: it is no
    secret, so it gets the usual permissions. Raises CourseError if it cannot be written. Then nothing of it stays, and
    an existing zip is as it was.

        write(Path("bundles/double.zip"), {"README.md": b"# Doubling"}, is_public=True)
    """
    part = path.with_name(f".{path.name}.part")
    try:
        if is_public:
            path.parent.mkdir(parents=True, exist_ok=True)
        else:
            private.make_folder(path.parent)
            private.make_file(part)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                entry = zipfile.ZipInfo(name, WHEN)
                entry.external_attr = SCRIPT if name in scripts else PLAIN
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content if isinstance(content, bytes) else content.read_bytes())
        part.replace(path)
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        with contextlib.suppress(OSError):  # its folder may be what could not be made
            part.unlink(missing_ok=True)
