"""A chart as it is handed on: with alt text, credit and description, as SVG for the page and as files.

May use `charts`; what is drawn is decided in a notebook, how it is handed on is decided here.
"""
