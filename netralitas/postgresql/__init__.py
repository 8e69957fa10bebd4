"""Django's PostgreSQL backend, with two things made cheap that every filing pays for many times over.

Settings name this package as `ENGINE`; nothing else imports it.
"""
