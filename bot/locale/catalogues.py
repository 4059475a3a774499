"""Compiling the gettext catalogues: `.mo` files are made where they are needed, never committed."""

from pathlib import Path


def compile_catalogues(root: Path) -> list[Path]:
    """Write every `fupan.mo` beside its `fupan.po` below `root`; return what was written."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for po in sorted(root.glob("*/LC_MESSAGES/fupan.po")):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        target = po.with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, catalogue)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
