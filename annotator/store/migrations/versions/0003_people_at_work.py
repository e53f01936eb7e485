"""Who works here, what is assigned to anybody, and the order of a coder's worklist.

The digest of an assignment covers its place, so those that are there get their digests anew.
"""

import hashlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_COVERED = ("active", "article_id", "by_id", "coder_id", "id", "made_at", "place", "round")


def upgrade() -> None:
    """Make the table, and add the columns."""
    op.create_table(
        "login",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("coder_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["coder_id"], ["coder.id"], name=op.f("fk_login_coder_id_coder")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_login")),
    )
    _add(
        "article_listing",
        sa.Column("given", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _add("assignment", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    _renew_digests()


def _add(table: str, column: sa.Column[Any]) -> None:
    """Add a column; its default is for the rows that are there."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(column)
    with op.batch_alter_table(table) as batch:
        batch.alter_column(column.name, server_default=None)


def _renew_digests() -> None:
    """Only a file can hold assignments of that time."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    query = f"SELECT {', '.join(_COVERED)} FROM assignment"
    for row in connection.exec_driver_sql(query).all():
        digest = hashlib.sha256("\0".join(map(str, row)).encode()).hexdigest()
        renew = "UPDATE assignment SET digest = ? WHERE id = ?"
        connection.exec_driver_sql(renew, (digest, row.id))
