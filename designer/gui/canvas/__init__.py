"""The canvas: the drawing as arrays, its painter, and the widget that shows and edits it.

`scene` follows the Design, `routing` finds the edges' ways, `painter` draws both on any QPainter, `view` is the widget.
"""
