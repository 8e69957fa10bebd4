"""Log lines name the kind and the place of an error, and never what a person wrote."""

import io
import logging

from netralitas import logs


def line(*, error_texts: bool, logger_name: str = "tests.logs", said: str = "could not store") -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(error_texts=error_texts))
    logger = logging.Logger(logger_name)
    logger.addHandler(handler)
    try:
        raise ValueError("Key (email)=(pelapor@contoh.invalid) already exists")
    except ValueError:
        logger.exception(said)
    return stream.getvalue()


def test_error_is_told_by_kind_and_place_in_one_line() -> None:
    said = line(error_texts=False)
    assert said.startswith('level=error logger=tests.logs event="could not store" error=ValueError at=test_logs.py:')
    assert said.count("\n") == 1
    assert "contoh" not in said


def test_failed_task_is_named_without_the_text_of_its_error() -> None:
    said = "Task reports.tasks.relay[1] raised unexpected: ValueError('pelapor@contoh.invalid')"
    told = line(error_texts=False, logger_name="celery.app.trace", said=said)
    assert 'event="Task reports.tasks.relay[1] raised unexpected" error=ValueError' in told
    assert "contoh" not in told


def test_demo_shows_the_text_too() -> None:
    assert "already exists" in line(error_texts=True)
