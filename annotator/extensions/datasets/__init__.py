"""The formats a dataset goes out in.

A format is a declared list of columns, each with where its cells come from (`profiles.py`); one
small reader of those declarations (`columns.py`) serves them all. Columns whose inputs a codebook
lacks fall away in `native`, which adds the codebook's own; the foreign formats refuse instead.
Rows are written article by article and put in order on disk (`table_file.py`), so memory does not
grow with the project.
"""
