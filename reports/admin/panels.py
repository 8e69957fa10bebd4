"""The hand-down contract of the case page: what an app above `reports` shows there.

`netralitas.wiring` fills `PANELS` with functions; the case page prints what each returns and
knows nothing of what stands behind it.
"""

from collections.abc import Callable, Sequence

from django.http import HttpRequest
from django.utils.safestring import SafeString

from reports.models.package import PackageRespondent

# Given the request and the released package respondents of one case, in order of their number,
# a panel returns HTML that is safe to print, or an empty string for "nothing to show here".
Panel = Callable[[HttpRequest, Sequence[PackageRespondent]], SafeString]

PANELS: list[Panel] = []


def render(request: HttpRequest, respondents: Sequence[PackageRespondent]) -> list[SafeString]:
    """What all panels show for these respondents, without the silent ones."""
    return [html for panel in PANELS if (html := panel(request, respondents))]
