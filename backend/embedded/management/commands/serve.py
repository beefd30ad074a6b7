import logging
import os
import shlex
import sys
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from backend.audit.operations import checkpoint
from backend.embedded.first_start import StepFailed, prepare
from backend.embedded.worker import Worker
from backend.identity.demo import PASSWORD, PEOPLE
from backend.identity.queries.founding import nobody_can_sign_in
from backend.safekeeping import restoring
from backend.safekeeping.private_files import locked

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Four answer at once on two cores: while one waits for the disk another works.
THREADS = 4
# The link in it begins with the site's address, which another process does not know of itself.
NOBODY_YET = """\
Nobody can sign in yet. Make the first organisation and a link for its administrator, in another terminal:

  ALONGSIDE_BASE_URL={base_url} ./alongside manage --data {data} organisation "NAME" \\
    --kind POLICE --area England/COUNTY --partnership "NAME" --admin EMAIL
"""


class Command(BaseCommand):
    help = "Starts everything in one process group: the web server, and the worker beside it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("ALONGSIDE_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("ALONGSIDE_PORT", "8000")))
        parser.add_argument("--allow-remote-demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if settings.DEMO and host not in LOOPBACK and not options["allow_remote_demo"]:
            raise CommandError(
                f"A demonstration has known passwords, so it does not listen on {host}. "
                "Set ALONGSIDE_DEMO=0 to serve without it, or add --allow-remote-demo if you mean it."
            )
        # What this process and the ones it starts write is for its owner only.
        os.umask(0o077)
        try:
            prepare(now=timezone.now(), say=self.stdout.write)
        except StepFailed as failed:
            logging.getLogger("alongside.start").error("start failed", exc_info=failed.__cause__)
            raise CommandError(f"Could not {failed}: {failed.__cause__}") from failed
        # Held as long as we serve: `restore` asks for it alone, and says that the site is running.
        with locked(path=restoring.serving_lock(), shared=True):
            self._greet(host, port)
            self._serve(host, port)
            checkpoint()

    def _greet(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(
            f"\nAlongside is at http://{shown}:{port}   (data in {settings.DATA_DIR}; Ctrl-C ends it)\n\n"
        )
        if settings.DEMO:
            self.stdout.write(f"Demo people, all with the password {PASSWORD}\n")
            for person in PEOPLE:
                self.stdout.write(f"  {person.email:<31} {person.job_title}: {person.does}\n")
        elif nobody_can_sign_in():
            self.stdout.write(NOBODY_YET.format(base_url=settings.BASE_URL, data=shlex.quote(str(settings.DATA_DIR))))
        self.stdout.flush()

    def _serve(self, host: str, port: int) -> None:
        from granian import Granian  # noqa: PLC0415 -- after the set-up, so that its failure reads plainly
        from granian.constants import Interfaces  # noqa: PLC0415
        from granian.log import LogLevels  # noqa: PLC0415

        # Loaded before the fork: the first page waits less, and so does one that replaces a failed process.
        import_module(settings.ROOT_URLCONF)
        # The server's own process is forked or spawned from here: it must not inherit an open connection.
        connections.close_all()
        worker = Worker()
        worker.start()
        try:
            Granian(
                "backend.embedded.web:application",
                address=host,
                port=port,
                interface=Interfaces.WSGI,
                workers=1,
                blocking_threads=THREADS,
                respawn_failed_workers=True,
                log_level=LogLevels.error,
            ).serve()
        finally:
            worker.stop()
            sys.stdout.write("Alongside has ended.\n")
