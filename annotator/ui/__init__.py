"""The window: widgets are shown values and tell what happened, pages wire them to the desk.

Only PySide6 and the standard library are imported before the first paint; the stages (and with
them the database) are imported on a worker thread right after. There are threads for writing, for
reading what is looked at, for looking at files, and for duplicates, so that none waits for another;
long lists are read page by page, and of what was asked while typing the last answer is shown.
"""
