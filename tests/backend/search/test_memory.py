import pytest

from backend.search.engines.memory import MemoryEngine
from tests.backend.search.engine_contract import EngineContract


class TestMemory(EngineContract):
    @pytest.fixture
    def engine(self):
        return MemoryEngine()
