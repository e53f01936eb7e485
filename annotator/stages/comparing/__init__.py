"""How a comparison of coders is put together: from codings, or a file of ratings, to its report.

`stages/agreement.py` and `stages/agreement_file.py` are its doors. Codings are read in pieces
(`reading`), their answers encoded (`questions`, `ratings`), events of several coders brought
together (`happenings`), and the numbers computed by `reliability`. What both doors show of a
variable in the same way stands in `lines`.
"""
