"""Plain frozen values: what the other rooms hand each other.

Nothing here knows Qt, SQL or files of a project. Values check what must always hold, nothing that
depends on the lab; what a codebook demands is asked in `checks`. pydantic is imported only by
`plain`, where values come from outside, so that the window can show itself without it. A codebook
folder is read by hand (`codebook_table`): every fault is told at once, with its place and what to
do, and a table of the file is quick to read. What a search means is a value, too (`query`); how
letters are compared in it stands once (`searchable`), for the index as for the marks in a text
(`hits`).

A codebook changes while people code. `codebook_lineage` follows its codes from version to version,
`codebook_diff` tells the changes in words, `codebook_review` which codings they touch,
`codebook_proposal` what such a coding may be now, and `codebook_whole` puts all versions into one
for what goes out, since a code without its meaning is of no use to anybody.
"""
