import pytest
from django.db import connection

from backend.search.engines.postgres import PostgresEngine
from tests.backend.search.engine_contract import EngineContract

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="this run is on another database; CI runs both"),
]


class TestPostgres(EngineContract):
    @pytest.fixture
    def engine(self):
        return PostgresEngine()
