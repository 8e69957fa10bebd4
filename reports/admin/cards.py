"""The photo of an identity card as an officer sees it: drawn anew in the sandbox, never the file that was sent."""

import logging
from base64 import b64decode, b64encode
from collections.abc import Mapping

from reports import privacy
from services.evidence import sandbox

PATIENCE = 20.0  # seconds: somebody waits before the page
CHUNK = 1024 * 1024

logger = logging.getLogger(__name__)


def drawn(fields: Mapping[str, str]) -> str:
    """The photo in an opened envelope as a `data:` address; empty where it cannot be drawn.

    It has an address nowhere else: what is in the page is all there is, and leaves with it.
    """
    photo = b64decode(fields[privacy.PICTURE])
    try:
        with sandbox.rebuilt("card", [photo], patience=PATIENCE) as made:
            picture = b64encode(b"".join(made.chunks(CHUNK))).decode("ascii")
            return f"data:image/{made.kind};base64,{picture}"
    except sandbox.GivenUp as given_up:
        logger.warning("an identity card is not drawn: %s", given_up.reason)
        return ""
