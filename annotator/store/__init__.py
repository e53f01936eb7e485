"""Rows: the only room that knows SQL; only stages use it.

A project is one SQLite file (or a PostgreSQL database, by URL) of insert-only tables: a change is
a new revision, so history, undo and merging come almost for nothing, and two writers make two
heads instead of losing one. SQLAlchemy's tables never leave this room: values go in
and come out of `Records`, by Core statements, since objects for rows cost ten times as much. A
rollback journal and not WAL, because one file has to be the whole truth when a lab copies it, and
because SQLite before 3.51.3 can damage a file in WAL mode. Every row carries a digest, as SQLite's
own check does not see a changed letter. What is being typed is in `drafts`, in a file of its own
that needs nothing but the standard library, so that no key waits for a project.

`Records` is one transaction, asked by name. It is put together from a part a subject, each on the
tables of its own: `article_records` (texts and what is known about them), `search` (which articles
a query means), `standing_records` (who has begun what, and who is to), `likeness_records` (what
resembles what), `report_records` (what imports did); people, codebooks, events, submissions and
settings are in `records` itself. All of them read and write through `rows`, an import through
`bulk`, which takes cells as SQLite holds them.

Beside the rows stand indexes of this file's own (the listing, the words that are searched, what
resembles what), kept up to date in the same transaction and made anew when they are damaged: no
list touches a text, and an import costs little more than the words it has to file.
"""
