from tests.audit.flushing import flush_may_empty_the_audit

__all__ = ["flush_may_empty_the_audit"]
