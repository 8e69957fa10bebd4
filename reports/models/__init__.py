"""Filing, case, package and links. Import the submodule you need, never this package."""

from reports.models import case, count, hearing, links, package, report

__all__ = ["case", "count", "hearing", "links", "package", "report"]
