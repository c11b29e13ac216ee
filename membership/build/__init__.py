"""The build: run the notebooks, put the results in place whole, say what is stale.

May use `site` and everything below it; nothing but `cli` may use it.
"""
