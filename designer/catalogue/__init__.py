"""The catalogue's files -> Catalogue."""

from designer.catalogue.loader import CatalogueError, load, load_folder

__all__ = ["CatalogueError", "load", "load_folder"]
