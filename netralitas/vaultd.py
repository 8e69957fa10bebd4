"""`python -m netralitas.vaultd`: the vault process, in the foreground until SIGTERM or Ctrl-C.

The only place where the private key, the audit and the mail server are handed to the vault.
"""

import binascii
import os
import resource
import signal
import sys
from base64 import urlsafe_b64decode
from pathlib import Path
from threading import Event
from typing import NoReturn

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives

from netralitas.env import EnvError

os.environ["DJANGO_SETTINGS_MODULE"] = "netralitas.settings.vault"  # whatever the parent process uses


def _fail(text: str) -> NoReturn:
    print(f"cannot start: {text}", file=sys.stderr, flush=True)
    sys.exit(2)


try:
    django.setup()
except (EnvError, ImproperlyConfigured) as error:
    _fail(str(error))

# Models exist only after the set-up above.
from netralitas import vault_officers  # noqa: E402
from netralitas.settings import vault as settings  # noqa: E402
from services.audit import log  # noqa: E402
from services.evidence import store  # noqa: E402
from services.vault import daemon, sealing  # noqa: E402


def main() -> None:
    """Read the key, refuse what cannot work, then serve."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not write the key to disk
    private_keys = _private_keys(settings.VAULT_PRIVATE_KEY_FILE)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        daemon.serve(
            _doors(),
            private_keys=private_keys,
            given=daemon.Given(
                record=log.record,
                send_mail=EmailMultiAlternatives.send,
                wrapped_key=store.wrapped_key,
                officers=vault_officers.officer,
            ),
            stop=stop,
            mode=settings.VAULT_SOCKET_MODE,
            ready=lambda: print("ready", flush=True),
        )
    except ImproperlyConfigured as error:
        _fail(str(error))
    except daemon.KeyMismatch:
        _fail("VAULT_PUBLIC_KEY belongs to none of the private keys. Give web and vault the same pair")
    except daemon.AlreadyRunning:
        _fail("another vault already runs here. Stop it, or set VAULT_SOCKET to another path")
    except OSError as error:
        _fail(f"the socket cannot be made ({error.strerror}). Set VAULT_SOCKET to a path this account may write")


def _doors() -> dict[Path, frozenset[str]]:
    """One for the staff room and one for the worker; where they are the same process group, one for both."""
    if settings.VAULT_WORKER_SOCKET is None:
        return {settings.VAULT_SOCKET: frozenset(daemon.VERBS)}
    return {settings.VAULT_SOCKET: daemon.OF_STAFF, settings.VAULT_WORKER_SOCKET: daemon.OF_WORKER}


def _private_keys(path: Path) -> list[bytes]:
    """One per line, the newest first."""
    remedy = "Restore it from its sealed copy; without it no envelope opens"
    try:
        found = [urlsafe_b64decode(line) for line in path.read_text(encoding="ascii").split()]
    except OSError as error:
        _fail(f"VAULT_PRIVATE_KEY_FILE cannot be read ({error.strerror}). {remedy}")
    except (binascii.Error, UnicodeError):
        found = []
    if not found or any(len(key) != sealing.KEY_BYTES for key in found):
        _fail(f"VAULT_PRIVATE_KEY_FILE does not hold a key of 32 bytes on each line. {remedy}")
    return found


if __name__ == "__main__":
    main()
