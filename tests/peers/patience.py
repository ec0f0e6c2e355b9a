"""How long printers are waited for in a test: longer than a busy machine takes, and briefly for what will not come."""

import pytest

from hardware.printers import label, receipt

_LONG_S, _SHORT_S = 20.0, 0.3


class Patience:
    """Long at first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(receipt, "_SILENT_FOR_S", 0.15)
        monkeypatch.setattr(receipt, "_NAMING_TAKES_S", 3.0)
        monkeypatch.setattr(label, "_ASK_AGAIN_AFTER_S", 0.02)
        self.is_long()

    def is_long(self) -> None:
        """Whatever is asked will be answered."""
        self._waits_for_words(_LONG_S)
        self._waits_for_replies(_LONG_S)

    def ends_for_words(self) -> None:
        """No printer will say that it printed."""
        self._waits_for_words(_SHORT_S)

    def ends_for_replies(self) -> None:
        """No printer will say how it is."""
        self._waits_for_replies(_SHORT_S)

    def _waits_for_words(self, seconds: float) -> None:
        for language in (receipt, label):
            self._monkeypatch.setattr(language, "PRINTING_TAKES_S", seconds)

    def _waits_for_replies(self, seconds: float) -> None:
        for language in (receipt, label):
            self._monkeypatch.setattr(language, "TIMEOUT_S", seconds)
