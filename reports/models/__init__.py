"""Filing, case, package and links. Import the submodule you need, never this package."""

from reports.models import case, consent, count, distress, hearing, links, opening, package, report, source

__all__ = ["case", "consent", "count", "distress", "hearing", "links", "opening", "package", "report", "source"]
