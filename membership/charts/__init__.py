"""The charts: each takes a DataFrame with the documented columns and gives back an Axes.

Nothing here reads a file, saves one, or knows the project's tables and rules.
"""
