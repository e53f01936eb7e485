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
resembles what), `report_records` (what imports did), `recoding_records` (what stands under which
codebook), `pseudonym_records`; people, codebooks, events, submissions and settings are in `records`
itself. All of them read and write through `rows`, an import through `bulk`, which takes cells as
SQLite holds them.

What travels between machines is a package: `package` is the zip, `package_rows` a row as a line and
back, `package_records` chooses what goes out. `merging` and what it is made of look at all that
comes in, row by row and against each other, before `merge_records` writes the new rows in one go: a
digest proves that nobody changed a row on its way, not that its maker may send it.

On PostgreSQL the same tables are in a database of a server: `server` knows where and whether it
will do, `server_connection` gives up on one that does not answer, `server_failures` tells in words
what it says, `server_words` finds words there, `access` says who sees what.

Beside the rows stand indexes of this file's own (the listing, the words that are searched, what
resembles what), kept up to date in the same transaction and made anew when they are damaged: no
list touches a text, and an import costs little more than the words it has to file.
"""
