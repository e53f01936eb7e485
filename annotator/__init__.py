"""Diplomatic Annotator: news articles beside a form, diplomatic events out.

Every import points down: the two doors (`ui`, `cli`), what a lab does (`stages`), what it can add
(`extensions`), rows (`store`), arithmetic on values (`reliability`), values on paper (`reports`,
`charts`), and plain frozen values (`model`).
"""

__version__ = "0.1.0"
