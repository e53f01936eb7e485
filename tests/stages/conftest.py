"""The stages are tested on both databases."""

from tests.databases import database, pytest_generate_tests

__all__ = ["database", "pytest_generate_tests"]
