"""The window: widgets are shown values and tell what happened, pages wire them to the desk.

Only PySide6 and the standard library are imported before the first paint; the stages (and with
them the database) are imported on a worker thread right after.
"""
