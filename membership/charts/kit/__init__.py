"""What charts are put together from: canvas, lettering, fonts, bars, labels, lanes, palette, and the lint.

May use `intervals`; a module here draws a part, never a whole chart.
"""
