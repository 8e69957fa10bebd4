"""What follows a package: catalogue, recommendation, decision, counts."""

from sanctions.models.catalogue import SanctionKind
from sanctions.models.count import Count
from sanctions.models.decision import Decision, Execution
from sanctions.models.document import Document
from sanctions.models.ending import Ending
from sanctions.models.oversight import Recommendation

__all__ = ["Count", "Decision", "Document", "Ending", "Execution", "Recommendation", "SanctionKind"]
