"""From the bytes of CSV files to checked tables, with every fault named by file, line and column.

The only room that opens a table; it may use `intervals`, and knows nothing of charts or pages.
"""
