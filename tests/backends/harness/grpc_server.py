"""gRPC for unary calls, on HTTP/2 frames: sees the bytes that a library would have unpacked."""

import socket
import struct
import threading

import h2.config
import h2.connection
import h2.events

from .encodings import decode


class GrpcServer:
    """Hands `(path, headers, message)` of every call to `receive`, which raises what is wrong with it."""

    def __init__(self, receive):
        self.receive = receive
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self):
        # Closing alone does not wake who accepts.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        http = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        http.initiate_connection()
        calls = {}
        with connection:
            connection.sendall(http.data_to_send())
            while data := connection.recv(65_536):
                for event in http.receive_data(data):
                    self._event(http, event, calls)
                connection.sendall(http.data_to_send())

    def _event(self, http, event, calls):
        if isinstance(event, h2.events.RequestReceived):
            calls[event.stream_id] = (event.headers, bytearray())
        elif isinstance(event, h2.events.DataReceived):
            calls[event.stream_id][1].extend(event.data)
            http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self._answer(http, event.stream_id, *calls.pop(event.stream_id))

    def _answer(self, http, stream, headers, body):
        try:
            self._call(headers, bytes(body))
            status, message = "0", ""
        except (ValueError, KeyError) as fault:
            status, message = "3", str(fault).encode("ascii", "replace").decode().replace("%", "%25")
        http.send_headers(stream, [(":status", "200"), ("content-type", "application/grpc")])
        http.send_data(stream, EMPTY if status == "0" else b"")
        http.send_headers(stream, [("grpc-status", status), ("grpc-message", message)], end_stream=True)

    def _call(self, headers, body):
        names = [name for name, _ in headers]
        if len(set(names)) != len(names):
            raise ValueError(f"a header is there twice among {names}")
        headers = dict(headers)
        expected = {":method": "POST", ":scheme": "http", "te": "trailers", "content-type": "application/grpc"}
        wrong = {name: headers.get(name) for name in expected if headers.get(name) != expected[name]}
        if wrong:
            raise ValueError(f"not of gRPC: {wrong}")
        self.receive(headers[":path"], headers, _message(headers.get("grpc-encoding"), body))


def _message(encoding, body):
    """The one message of a body, each behind a flag and its length."""
    if len(body) < 5:
        raise ValueError(f"{len(body)} bytes hold no message")
    compressed, length = struct.unpack(">BI", body[:5])
    if length != len(body) - 5:
        raise ValueError(f"a message of {length} bytes in a body of {len(body)}")
    if compressed not in (0, 1) or (compressed and encoding in (None, "identity")):
        raise ValueError(f"flag {compressed} with grpc-encoding {encoding!r}")
    return decode(encoding if compressed else None, body[5:])


# Not compressed, no bytes: the answer that everything was accepted.
EMPTY = bytes(5)
