"""Dates at the precision known, what a span can mean, the walk through actions, who is in on a day, how many.

Pure functions on text, lists and frames; no file is opened here, and nothing of our tables is known.
"""
