"""What a process of `serve` that answers requests loads: the site, and beside it what its first searches need."""

from threading import Thread

from backend.search.ahead import read_ahead
from backend.wsgi import application

__all__ = ["application"]

Thread(target=read_ahead, name="search-ahead", daemon=True).start()
