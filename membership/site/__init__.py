"""Executed notebooks made into pages: export, contents and links, the page's controls, the template.

May use `figures`; markup, style and scripts live in ``template/``, not in strings.
"""
