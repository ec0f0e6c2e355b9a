"""The ways out for letters, behind one Protocol. They carry words and know no visits."""

from urllib.parse import urlsplit

from hardware.channels.channel import Channel, NotTold
from hardware.channels.file import FileChannel
from hardware.channels.mail import MailChannel, MailServer
from shared.kernel.settings import Settings

__all__ = ["Channel", "FileChannel", "MailChannel", "MailServer", "NotTold", "open_channel"]


def open_channel(settings: Settings) -> Channel:
    """Return the mail server that the settings name, or files in the data folder without one.

    Nothing is connected yet. Raises ValueError for a wrong address of the mail server.
    """
    host = urlsplit(settings.public_url).hostname or "localhost"
    if settings.smtp_url is None:
        return FileChannel(settings.data_dir, f"usher@{host}")
    return MailChannel(MailServer.parse(settings.smtp_url, host))
