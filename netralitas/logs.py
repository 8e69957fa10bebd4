"""Log lines: structured, one per event, with personal data and addresses cut out."""

import structlog

FORBIDDEN = frozenset({"ip", "address", "user_agent", "receipt", "code", "name", "email", "phone", "password", "body"})


def redact(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Drop any key that could carry a person; a log line is for machines and operators."""
    return {key: value for key, value in event.items() if key not in FORBIDDEN}


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """The formatter of every handler: standard library records and structlog events alike."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact,
            structlog.processors.format_exc_info,
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
