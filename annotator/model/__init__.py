"""Plain frozen values: what the other rooms hand each other.

Nothing here knows Qt, SQL or files of a project. Values check what must always hold, nothing that
depends on the lab; what a codebook demands is asked in `checks`. pydantic is imported only by
`plain` and `codebook_file`, where values are read and written, so that the window can show itself
without it.
"""
