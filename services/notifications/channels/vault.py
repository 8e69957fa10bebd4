"""Letters to reporters: the vault adds name and address, which nobody here ever learns, and sends."""

from uuid import UUID

from services.notifications.channels import ChannelDown
from services.notifications.channels.email import message_id
from services.notifications.rendering import Rendered
from services.vault import client


def send(letter: Rendered, *, subject: UUID, row: object) -> None:
    """Hand one letter to the vault; raises `ChannelDown` when it does not answer.

    Whether the envelopes hold an address at all is not told back: that alone would be a fact about
    the reporter, and the row looks the same either way.
    """
    try:
        client.send_letter(
            subject=subject,
            message_id=message_id(row),
            mail_subject=letter.subject,
            text=letter.text,
            html=letter.html,
        )
    except client.VaultDown as error:
        raise ChannelDown(type(error).__name__) from error
