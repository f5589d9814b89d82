"""Designs that are linked to the template of a team: the template stays theirs, byte for byte where nothing changed."""
