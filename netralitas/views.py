"""Placeholder replaced by its owner."""
def site(request): return {}
