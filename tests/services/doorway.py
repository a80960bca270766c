"""The way to a real region: it can be closed, lose answers, and tell when something passes."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

_KEPT = ("content-type", "authorization", "etag", "retry-after")


class Doorway:
    """Passes requests on to a region, as long as it is open."""

    def __init__(self, url: str) -> None:
        self.target = url
        self.open = True
        self.loses_answers = False
        self.before: Callable[[str], None] = lambda path: None
        self.passed: list[str] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                door.pass_on(self, body)

            do_GET = do_POST  # noqa: N815 - the server's own name

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def pass_on(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        handler.close_connection = True
        if not self.open:
            return
        self.before(handler.path)
        headers = {name: value for name, value in handler.headers.items() if name.lower() in _KEPT}
        answer = httpx.request(
            handler.command, self.target + handler.path, content=body, headers=headers
        )
        self.passed.append(handler.path)
        if self.loses_answers and handler.path == "/v1/batches":
            return
        handler.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name in _KEPT:
                handler.send_header(name, value)
        handler.send_header("content-length", str(len(answer.content)))
        handler.end_headers()
        handler.wfile.write(answer.content)

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
