"""Reports for people: a comparison of coders as a page in HTML and as a table in LaTeX.

Values in, text out; no project and no clock, so that the same values give the same bytes. The words
of every statistic are those of the manual (`resources/help/agreement_numbers.md`), written once.
"""
