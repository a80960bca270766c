"""One window for each home: a second start raises the first window."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE = 500  # milliseconds to reach the first window


class SingleInstance(QObject):
    """Holds the home's place as long as it lives; ``asked`` when someone starts again."""

    asked = Signal()

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        text = f"{QDir.homePath()}\n{home.expanduser().resolve()}"
        self._name = f"ntand-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        self._lock = QLockFile(QDir.temp().filePath(f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)  # only a dead process makes it stale
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def first(self) -> bool:
        """Whether no other window has the home; if one has, it is raised."""
        if self._lock.tryLock(0):
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)
            return True
        other = QLocalSocket()
        other.connectToServer(self._name)
        if other.waitForConnected(_PATIENCE):
            other.disconnectFromServer()
        return False

    def release(self) -> None:
        """Give the home's place away."""
        self._server.close()
        self._lock.unlock()

    def _answer(self) -> None:
        while (other := self._server.nextPendingConnection()) is not None:
            other.disconnected.connect(other.deleteLater)
            self.asked.emit()
