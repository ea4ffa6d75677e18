"""A mail server whose answers follow no standard: the mails wait, and the worker lives on."""

import socketserver
import threading

import pytest

from outbox.models import OutgoingMail
from outbox.sending import Round, send_round


class Nonsense(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 post.example\r\n")
        for line in self.rfile:
            command = line[:4].upper()
            self.wfile.write(self.server.answers.get(command, b"500 What?\r\n"))


@pytest.fixture
def server(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Nonsense) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.OUTBOX_BACKEND = "outbox.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "post", "geheim"
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server
        server.shutdown()


@pytest.mark.parametrize("method", [b"CRAM-MD5", b"LOGIN"])
@pytest.mark.parametrize("challenge", [b"334 abc\r\n", b"334 \xff\xfe\r\n", b"334\r\n"])
def test_a_challenge_that_nobody_can_read(server, put, method, challenge):
    server.answers = {
        b"EHLO": b"250-post.example\r\n250 AUTH " + method + b"\r\n",
        b"AUTH": challenge,
    }
    put("erste")

    assert send_round() == Round(is_server_away=True)
    assert OutgoingMail.objects.get().attempts == 0
