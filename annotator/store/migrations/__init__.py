"""Alembic's steps from one version of the tables to the next, on SQLite and PostgreSQL.

A step's number is the file's `user_version`. Each comes with a small project saved by the version
before it, in `tests/golden/projects/`, which has to open for ever.
"""
