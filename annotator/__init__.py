"""Diplomatic Annotator: news articles beside a form, diplomatic events out.

Nine rooms on five floors, every import points down: the two doors (`ui`, `cli`), what a lab does
(`stages`), what it can add (`extensions`), rows (`store`), and plain frozen values (`model`).
"""

__version__ = "0.1.0"
