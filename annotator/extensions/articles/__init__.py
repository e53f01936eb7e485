"""Importers of articles, one file a format.

An importer reads one file and gives articles; it never sees the project. Whatever it cannot read
it refuses in words (`UnreadableFile`), rather than guess and garble.
"""
