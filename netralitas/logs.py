"""Log lines: structured, one per event, with personal data and addresses cut out."""

import sys
from pathlib import Path
from traceback import extract_tb

import structlog

FORBIDDEN = frozenset({"ip", "address", "user_agent", "receipt", "code", "name", "email", "phone", "password", "body"})


def redact(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Drop any key that could carry a person; a log line is for machines and operators."""
    return {key: value for key, value in event.items() if key not in FORBIDDEN}


def without_text(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """An error by its kind and its places, innermost first: its text may hold what a person wrote."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        places = [f"{Path(f.filename).name}:{f.lineno}:{f.name}" for f in extract_tb(error.__traceback__)]
        event.update(error=type(error).__name__, at=" ".join(reversed(places[-8:])))
    event.pop("exception", None)
    if event.get("logger") == "celery.app.trace":  # "Task name[id] raised unexpected: " and then the text
        event["event"] = str(event["event"]).partition(":")[0]
    return event


def formatter(*, error_texts: bool = False) -> structlog.stdlib.ProcessorFormatter:
    """The formatter of every handler: standard library records and structlog events alike."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact,
            structlog.processors.format_exc_info if error_texts else without_text,
            structlog.processors.LogfmtRenderer(key_order=["level", "logger", "event"]),
        ],
    )


structlog.configure(
    processors=[
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        redact,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)
