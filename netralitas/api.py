"""Placeholder replaced by its owner."""
class StrictFilterBackend: pass
def problem(exc, context): return None
