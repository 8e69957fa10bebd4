"""Placeholder replaced by its owner."""
def ages_end_sessions(get_response): return get_response
