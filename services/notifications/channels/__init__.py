"""How a letter leaves: one module per channel, each with one function `send`."""


class ChannelDown(Exception):
    """The way out is closed for every letter (mail server or vault down): all wait, none is to blame."""
