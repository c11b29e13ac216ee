"""From checked tables to frames: spells, evidence, events, tenure, overlaps, codings, claims, exports.

May use `tables` and `intervals`; it opens no file, draws nothing and writes no sentence.
"""
