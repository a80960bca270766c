"""One window for each home: a second start raises the first window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCryptographicHash, QDir, QLockFile, QObject, Signal

if TYPE_CHECKING:  # the network's library is loaded once the window is there
    from PySide6.QtNetwork import QLocalServer

_PATIENCE = 500  # milliseconds to reach the first window


class SingleInstance(QObject):
    """Holds the home's place as long as it lives; ``asked`` when someone starts again."""

    asked = Signal()

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        text = f"{QDir.homePath()}\n{home.expanduser().resolve()}"
        self._name = f"ntand-{_digest(text)}"
        self._lock = QLockFile(QDir.temp().filePath(f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)  # only a dead process makes it stale
        self._server: QLocalServer | None = None

    def first(self) -> bool:
        """Whether no other window has the home; if one has, it is raised."""
        if self._lock.tryLock(0):
            return True
        from PySide6.QtNetwork import QLocalSocket

        other = QLocalSocket()
        other.connectToServer(self._name)
        if other.waitForConnected(_PATIENCE):
            other.disconnectFromServer()
        return False

    def listen(self) -> None:
        """Hear from now on when someone starts again."""
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    def release(self) -> None:
        """Give the home's place away."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _answer(self) -> None:
        while self._server and (other := self._server.nextPendingConnection()) is not None:
            other.disconnected.connect(other.deleteLater)
            self.asked.emit()


def _digest(text: str) -> str:
    # Qt's, since Python's would be loaded for this alone before the window is seen.
    data = QByteArray(text.encode())
    found = QCryptographicHash.hash(data, QCryptographicHash.Algorithm.Sha256)
    return bytes(found.toHex().data()).decode()[:16]
