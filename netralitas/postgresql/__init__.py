"""Django's PostgreSQL backend, with what every filing pays for many times over made cheap.

Settings name this package as `ENGINE`; nothing else imports it.
"""
