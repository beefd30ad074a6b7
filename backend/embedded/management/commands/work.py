import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from backend.embedded.worker import Worker


class Command(BaseCommand):
    help = "Runs the worker by itself, for a site whose web servers are started by something else than `serve`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do every duty once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        if options["once"]:
            for name in worker.run_due(now=timezone.now()):
                self.stdout.write(f"Done: {name}")
            return
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        worker.start()
        ended.wait()
        worker.stop()
