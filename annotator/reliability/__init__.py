"""Arithmetic on values: how far coders agree, on how much, and how sure that is.

No project, no files, no window: ratings and events go in, numbers come out. Answers are encoded
once, into a matrix of units by coders (`ratings`); every coefficient, interval and breakdown is
arithmetic on counts of it, so that memory grows with the ratings and never with units times values
squared. What cannot be computed is None with a reason, never NaN.
"""
