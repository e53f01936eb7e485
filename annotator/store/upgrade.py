"""Brings an older project file to today's tables with Alembic; a checked copy is made first.

Alembic takes a third of a second to import, so nothing else imports it. A new project is built
straight from the tables and marked with `HEAD`; a test proves that both ways agree.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from annotator.model.errors import ProjectRefused
from annotator.store.backups import backup_folder, backup_name, copy_checked
from annotator.store.failures import told
from annotator.store.sqlite_file import SCHEMA_VERSION, connect

HEAD = "0003"
"""The newest migration."""

MIGRATIONS = Path(__file__).with_name("migrations")


def migrate(connection: Connection, migrations: Path = MIGRATIONS) -> None:
    """Run the steps that the database lacks, within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def upgrade(
    path: Path,
    verify: Callable[[Path], list[str]],
    migrations: Path = MIGRATIONS,
    version: int = SCHEMA_VERSION,
) -> Path:
    """Upgrade a project file in one transaction; gives the copy of how it was.

    Foreign keys are off while tables are rebuilt (a dropped parent would take its children along)
    and checked before the end. On any failure the file stays as it was.
    """
    backup_folder(path).mkdir(exist_ok=True)
    copy = backup_name(path, "before upgrade", datetime.now(UTC).astimezone())
    copy_checked(path, copy, verify)
    engine = create_engine(
        "sqlite://", creator=lambda: connect(path, read_only=False), poolclass=NullPool
    )
    with told(path.name), closing(engine.connect()) as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        migrate(connection, migrations)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise ProjectRefused(
                f"{path.name} could not be brought to today's format: its rows do not hang together"
                f" any more. It stays as it is; a copy is {copy}."
            )
        connection.exec_driver_sql(f"PRAGMA user_version={version}")
        connection.commit()
    return copy
