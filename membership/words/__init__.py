"""Sentences made of tables, for the notebooks that do not write their own yet.

May use `derive`; a room to be emptied.
"""
