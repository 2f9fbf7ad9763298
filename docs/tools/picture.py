"""Draw the picture of the README: one verdict of the packaged sample, as a notebook shows it, by a Chromium.

``python docs/tools/picture.py docs/pictures/verdict.png [vi|en]``. The picture is made by hand when the drawing changes.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from vanhoa_rules import evaluate_sample, load_sample
from vanhoa_rules.present.html import draw

SIZE = "860,{height}"
HEIGHTS = {"vi": 868, "en": 890}  # down to the merits
PAGE = '<!doctype html><html lang="{lang}"><meta charset="utf-8"><body style="margin:12px;background:#fff">{body}</body></html>'


def main(target: Path, lang: str) -> None:
    """Write the picture."""
    browser = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )
    if browser is None:
        sys.exit("no Chromium is here")
    sample = load_sample()
    body = draw(evaluate_sample()[sample.staff], lang)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "verdict.html"
        page.write_text(PAGE.format(lang=lang, body=body), encoding="utf-8")
        subprocess.run(  # noqa: S603 - the browser found above, on a page of ours
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                f"--window-size={SIZE.format(height=HEIGHTS[lang])}",
                f"--screenshot={target.resolve()}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("python docs/tools/picture.py FILE.png [vi|en]")
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else "en")
