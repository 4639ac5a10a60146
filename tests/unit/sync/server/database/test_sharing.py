"""What several processes share: an ear that was never opened closes as well."""

from helpers.postgres import PostgresServer, sa_url

from sync.server.database import connections
from sync.server.database.sharing import Ear


def test_an_ear_that_never_heard_closes(postgres: PostgresServer) -> None:
    """A start that failed in between leaves no thread and no error behind."""
    database = connections.postgresql(sa_url(postgres, postgres.create()))
    ear = Ear(database)
    ear.close()
    ear.close()
    database.close()
