"""The one painter draws every state in every theme, level and output."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from designer.gui.canvas.camera import Camera
from designer.gui.canvas.icons import Icons
from designer.gui.canvas.look import level_of
from designer.gui.canvas.painter import Painter
from designer.gui.canvas.scene import Scene
from designer.gui.canvas.state import Lit, State, badges_of
from designer.gui.render import RenderError, image, render
from designer.gui.tokens import THEMES, ThemeName, tokens
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from designer.model.finding import Finding

pytestmark = pytest.mark.usefixtures("qtbot")


def findings() -> list[Finding]:
    places = [
        ("error", "node:fn"),
        ("warning", "node:fn"),
        ("warning", "node:fn"),
        ("error", "edge:e6"),
        ("info", "group:shop"),
    ]
    found = [
        Finding("rule", severity, Subject.parse(place), "Wrong", "Because.", "Do this.", "https://example.com/")  # type: ignore[arg-type]
        for severity, place in places
    ]
    return [
        *found,
        Finding("rule", "info", Subject("node", "db"), "Fine", "", "", "https://example.com/", accepted=True),
    ]


def picture(scene: Scene, state: State, theme: ThemeName, scale: float, size: tuple[int, int] = (1400, 800)) -> QImage:
    image = QImage(*size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    camera = Camera(scale, round(-60 * scale), round(-80 * scale))
    Painter(tokens(theme), "Sans Serif").paint(
        painter, scene, state, camera, (0.0, 0.0, float(size[0]), float(size[1]))
    )
    painter.end()
    return image


def difference(a: QImage, b: QImage) -> int:
    """The greatest difference of any channel of any pixel."""
    x, y = (np.frombuffer(image.constBits(), dtype=np.uint8).astype(int) for image in (a, b))
    return int(np.abs(x - y).max())


def colors(image: QImage) -> set[str]:
    return {QColor(image.pixel(x, y)).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", [0.1, 0.4, 0.75, 1.0, 2.0])
def test_every_theme_and_level_is_drawn(catalogue: Catalogue, design: Design, theme: ThemeName, scale: float) -> None:
    scene = Scene(catalogue, design)
    selection = frozenset(
        {Subject("node", "fn"), Subject("edge", "e5"), Subject("group", "shop"), Subject("note", "note")}
    )
    seen = colors(picture(scene, State(selection=selection, badges=badges_of(findings())), theme, scale))
    t = tokens(theme)
    assert t.color("canvas").name() in seen
    assert t.color("compute").name() in seen or t.color("accent").name() in seen
    if level_of(scale) == "near" and scale < 2:
        assert t.color("event").name() in seen
        assert t.color("errorfill").name() in seen


@pytest.mark.parametrize("theme", THEMES)
def test_while_connecting_all_but_the_targets_is_dimmed(catalogue: Catalogue, design: Design, theme: ThemeName) -> None:
    scene = Scene(catalogue, design)
    verdicts = {
        id_: catalogue.explain(catalogue.variant(design.nodes["fn"]), catalogue.variant(node))
        for id_, node in design.nodes.items()
    }
    seen = colors(picture(scene, State(lit=Lit("fn", verdicts, refused="web")), theme, 1.0))
    t = tokens(theme)
    assert t.color("ok").name() in seen
    assert t.color("dimtext").name() in seen
    assert t.color("event").name() not in seen or theme == "contrast"


def test_a_picture_painted_in_parts_is_the_same(catalogue: Catalogue, design: Design) -> None:
    scene, state = Scene(catalogue, design), State(badges=badges_of(findings()))
    whole = picture(scene, state, "light", 0.8)
    parts = QImage(whole.size(), QImage.Format.Format_RGB32)
    painter = QPainter(parts)
    drawing = Painter(tokens("light"), "Sans Serif")
    camera = Camera(0.8, -48, -64)
    for x in range(0, 1400, 350):
        for y in range(0, 800, 160):
            painter.setClipRect(x, y, 350, 160)
            drawing.paint(painter, scene, state, camera, (float(x), float(y), 350.0, 160.0))
    painter.end()
    assert difference(parts, whole) <= 2  # blending rounds by where a span begins


def test_a_shifted_camera_shifts_the_picture(catalogue: Catalogue, design: Design) -> None:
    scene, drawing = Scene(catalogue, design), Painter(tokens("dark"), "Sans Serif")
    images = []
    for dx, dy in ((0, 0), (37, 21)):
        image = QImage(900, 600, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        drawing.paint(painter, scene, State(), Camera(0.83, -100 + dx, -80 + dy), (0.0, 0.0, 900.0, 600.0))
        painter.end()
        images.append(image)
    assert difference(images[0].copy(37, 21, 800, 500), images[1].copy(0, 0, 800, 500)) <= 2


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@pytest.mark.parametrize("theme", THEMES)
def test_every_output(tmp_path: Path, catalogue: Catalogue, design: Design, suffix: str, theme: ThemeName) -> None:
    path = tmp_path / f"picture{suffix}"
    render(design, catalogue, findings(), path, theme, scale=1.0)
    content = path.read_bytes()
    assert content.startswith({".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix])
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    if suffix == ".svg":
        text = content.decode()
        assert ">Create order<" in text
        assert "<image" not in text
        assert "stroke-dasharray" in text
        renderer = QSvgRenderer(content)
        assert renderer.isValid()


def test_an_empty_design_is_an_empty_sheet(tmp_path: Path, catalogue: Catalogue) -> None:
    render(Design(), catalogue, [], tmp_path / "empty.png", scale=1.0)
    assert not QImage(str(tmp_path / "empty.png")).isNull()


def test_a_huge_design_is_scaled_down(catalogue: Catalogue, design: Design) -> None:
    far = design.change(Subject("node", "web"), at=(-900000.0, 0.0))
    picture = image(Scene(catalogue, far), State(), "light", 2.0)
    assert picture.width() <= 20_001
    assert picture.width() * picture.height() <= 61_000_000


def test_another_suffix_is_refused_and_nothing_is_written(tmp_path: Path, catalogue: Catalogue, design: Design) -> None:
    with pytest.raises(RenderError, match="a picture is"):
        render(design, catalogue, [], tmp_path / "picture.gif")
    with pytest.raises(OSError, match="no-folder"):
        render(design, catalogue, [], tmp_path / "no-folder" / "picture.png")
    assert not list(tmp_path.iterdir())


@pytest.mark.qt_log_ignore("Cannot read file")
def test_icons_of_ones_own_take_the_place_of_tile_and_glyph(
    tmp_path: Path, catalogue: Catalogue, design: Design
) -> None:
    square = '<rect width="24" height="24" fill="#12ff34"/>'
    icon = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{square}</svg>'
    (tmp_path / "lambda.svg").write_text(icon, encoding="utf-8")
    (tmp_path / "sqs.svg").write_text("broken", encoding="utf-8")
    picture = image(Scene(catalogue, design), State(), "light", 1.0, Icons(tmp_path))
    seen = colors(picture)
    assert "#12ff34" in seen
    assert tokens("light").color("integration").name() in seen  # the broken one is ours


def test_hostile_titles_are_only_drawn(tmp_path: Path, catalogue: Catalogue, design: Design) -> None:
    title = '<script>alert("x")</script>&\u202e\n\t<b>bold</b>'
    hostile = design.change(Subject("node", "fn"), title=title)
    render(hostile, catalogue, [], tmp_path / "x.svg")
    assert "<script" not in (tmp_path / "x.svg").read_text(encoding="utf-8")
