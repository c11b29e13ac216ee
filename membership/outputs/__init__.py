"""What a notebook shows: prose, tables, charts and parts of a page, each as a bundle of MIME types.

May use `figures` and `derive`. Every bundle has a form that any Jupyter shows, trusted or not; what only
the exported page can use travels beside it under one private type (`membership.mime`) as plain data, and
``site/template/parts/NAME.html.j2`` makes markup of it.
"""
