"""The Composition tab: chains, failures, events and contexts of the open design, and their marks on the canvas."""

from designer.gui.panels.composition.panel import CompositionPanel

__all__ = ["CompositionPanel"]
