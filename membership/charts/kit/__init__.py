"""What charts are put together from: canvas, lettering, bars, rows, legend, words, palette, legibility.

May use `intervals`; a module here draws a part, never a whole chart.
"""
