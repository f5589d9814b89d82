"""Makes the pictures of the documents anew: the main window on the order intake with two flaws, and its permissions.

    python docs/screenshots.py [FOLDER]

Needs no display.  The window, its panels and findings are the real ones; only the example is given two flaws first.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["SKYDRAFT_STATE"] = tempfile.mkdtemp(prefix="skydraft-state-")

from PySide6.QtCore import QSettings  # noqa: E402 - the platform is chosen first
from PySide6.QtWidgets import QApplication  # noqa: E402

from designer import storage  # noqa: E402
from designer.catalogue.loader import load  # noqa: E402
from designer.gui.main_window import MainWindow  # noqa: E402
from designer.gui.preferences import Preferences, Settings  # noqa: E402
from designer.gui.theme import install  # noqa: E402
from designer.model.design import Design, Subject  # noqa: E402

THEMES = ("light", "dark", "contrast")
SIZE = (1600, 1000)


def flawed(design: Design) -> Design:
    """The order intake with a visibility timeout that is too short, and a queue without a dead-letter queue."""
    design = design.set_property(Subject("node", "fulfilment_queue"), "VisibilityTimeout", 30)
    return design.remove([Subject("edge", "fulfilment_queue-failed_fulfilments")])


def wait(application: QApplication, window: MainWindow) -> None:
    """Until the rules have run and the code stands."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        application.processEvents()
        if not window.document.checking and not window.code.busy and not window.permissions.busy:
            break


def draw(window: MainWindow, picture: Path) -> None:
    if not window.grab().save(str(picture)):
        sys.exit(f"{picture} cannot be written")
    print(f"Drawn in {picture}")


def main(folder: Path) -> None:
    application = QApplication([])
    with tempfile.TemporaryDirectory() as work:
        example = ROOT / "resources" / "examples" / f"bounded-contexts{storage.SUFFIX}"
        path = Path(work) / f"order-intake{storage.SUFFIX}"
        path.write_text(storage.dump(flawed(storage.read(example).design)), encoding="utf-8")
        for theme in THEMES:
            settings = Settings(QSettings(f"{work}/{theme}.ini", QSettings.Format.IniFormat))
            settings.set_preferences(Preferences(theme=theme, reduce_motion=True))
            install(application, settings)
            window = MainWindow(load(), settings)
            window.resize(*SIZE)
            window.show()
            window.files.open(path)
            wait(application, window)
            window.document.editor.select([Subject("node", "fulfilment_queue")])
            window.canvas.zoom_to_fit()
            wait(application, window)
            draw(window, folder / f"main-{theme}.png")
            window.show_tab("permissions")
            wait(application, window)
            draw(window, folder / f"permissions-{theme}.png")
            window.document.editor.mark_saved()
            window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
