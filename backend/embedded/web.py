"""What a process of `serve` that answers requests loads: the site, and beside it what its first searches need."""

from backend.search import ahead
from backend.wsgi import application

__all__ = ["application"]

ahead.in_background()
