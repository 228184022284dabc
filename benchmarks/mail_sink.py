"""A mail server that counts: it takes every letter and keeps only Message-ID and recipient."""

import asyncio
import threading
from collections import Counter


class MailSink:
    """Listens on a free port in a thread of its own."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.recipients: set[str] = set()
        self.connections = 0
        self._port = 0
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait(10)

    @property
    def url(self) -> str:
        """Return the server's address, as SMTP_URL."""
        return f"smtp://127.0.0.1:{self._port}"

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await server.serve_forever()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"QUIT":
                break
            if word == b"RCPT":
                self.recipients.add(line.decode().partition("<")[2].partition(">")[0])
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                self._take(await reader.readuntil(b"\r\n.\r\n"))
            writer.write(b"250 ok\r\n")
        writer.close()

    def _take(self, letter: bytes) -> None:
        head = letter.lower().partition(b"\r\n\r\n")[0]
        line = head.partition(b"message-id: ")[2].partition(b"\r\n")[0]
        self.taken[line.decode()] += 1
