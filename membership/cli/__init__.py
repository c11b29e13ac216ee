"""The commands of ``python -m membership`` and their words.

May use every room; no room may use it.
"""
