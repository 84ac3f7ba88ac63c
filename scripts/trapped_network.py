"""A network in which loopback works and all else is caught. Linux; in a network namespace of its own alone.

Structures are those of Linux: packet(7), netdevice(7), ipv6(7), and the filter machine of socket(7).
"""

import ctypes
import fcntl
import socket
import struct
from ipaddress import IPv4Address, IPv6Address

_UP, _ADDRESS, _ROUTE = 0x8914, 0x8916, 0x890B
"""SIOCSIFFLAGS, SIOCSIFADDR and SIOCADDRT."""
_ATTACH_FILTER = 26
_ALL_PROTOCOLS, _OUTGOING = 3, 4
_DNS_PORT, _TCP, _UDP = 53, 6, 17
_ICMPV6, _UNREACHABLE = 58, 1
"""Linux refuses IPv6 routes to other machines by way of loopback: the refusal carries the packet (RFC 4443, 3.1)."""
_OWN = IPv4Address("192.0.2.1"), IPv6Address("2001:db8::1")
"""Senders of what leaves loopback: addresses for documentation (RFC 5737, RFC 3849)."""
_ACCEPT, _DROP = 26, 27
_FILTER = (
    (0x30, 0, 0, 0),  # the version of IP
    (0x74, 0, 0, 4),
    (0x15, 10, 0, 6),
    (0x20, 0, 0, 16),  # IPv4: to 127.0.0.0/8, or caught
    (0x54, 0, 0, 0xFF000000),
    (0x15, 0, _ACCEPT - 6, 0x7F000000),
    (0x30, 0, 0, 9),  # on loopback: what asks a resolver there is caught, too
    (0x15, 2, 0, _UDP),
    (0x15, 1, 0, _TCP),
    (0x05, 0, 0, _DROP - 10),
    (0xB1, 0, 0, 0),
    (0x48, 0, 0, 2),
    (0x15, _ACCEPT - 13, _DROP - 13, _DNS_PORT),
    (0x20, 0, 0, 24),  # IPv6: to ::1, or caught
    (0x15, 0, _ACCEPT - 15, 0),
    (0x20, 0, 0, 28),
    (0x15, 0, _ACCEPT - 17, 0),
    (0x20, 0, 0, 32),
    (0x15, 0, _ACCEPT - 19, 0),
    (0x20, 0, 0, 36),
    (0x15, 0, _ACCEPT - 21, 1),
    (0x30, 0, 0, 6),
    (0x15, 1, 0, _UDP),
    (0x15, 0, _DROP - 24, _TCP),
    (0x28, 0, 0, 42),
    (0x15, 0, _DROP - 26, _DNS_PORT),
    (0x06, 0, 0, 0xFFFF),
    (0x06, 0, 0, 0),
)
"""Operation, jump if true, jump if false, operand. The last two keep a packet and drop it."""


class Trap:
    """Keeps what goes to an address beyond loopback, or to a resolver on any; the kernel drops the rest unseen."""

    def __init__(self) -> None:
        _lead_everything_to_loopback()
        self._packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in _FILTER))
        program = struct.pack("HP", len(_FILTER), ctypes.addressof(code))
        self._packets.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, program)
        self._packets.bind(("lo", _ALL_PROTOCOLS))

    def caught(self) -> tuple[str, ...]:
        """What was sent since the last call, each told once. It is here as soon as the sender's call has returned."""
        told: list[str] = []
        while True:
            try:
                packet, (_, _, direction, *_) = self._packets.recvfrom(65536)
            except BlockingIOError:
                return tuple(dict.fromkeys(told))
            if direction == _OUTGOING:
                told.append(described(packet))


def described(packet: bytes) -> str:
    """Where a packet goes and, if it asks a resolver, for which name."""
    if packet[0] >> 4 == 4:
        protocol, address, content = packet[9], str(IPv4Address(packet[16:20])), packet[4 * (packet[0] & 15) :]
    else:
        protocol, address, content = packet[6], str(IPv6Address(packet[24:40])), packet[40:]
    if protocol == _ICMPV6 and content[0] == _UNREACHABLE:
        return described(content[8:])
    if protocol not in {_TCP, _UDP}:
        return f"protocol {protocol} to {address}"
    port = int.from_bytes(content[2:4], "big")
    kind, question = ("UDP", content[8:]) if protocol == _UDP else ("TCP", content[4 * (content[12] >> 4) + 2 :])
    name = asked_name(question) if port == _DNS_PORT else ""
    return f"{kind} to {address} port {port}" + (f", which asks for {name}" if name else "")


def asked_name(message: bytes) -> str:
    """The name in the first question of a DNS message (RFC 1035, section 4.1.2); "" if it has none."""
    labels, at = [], 12
    while 0 < (length := message[at] if at < len(message) else 0) < 64:
        labels.append(message[at + 1 : at + 1 + length].decode("ascii", "replace"))
        at += 1 + length
    return ".".join(labels)


def _lead_everything_to_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _UP, struct.pack("16sH22x", b"lo", 0x1 | 0x40))
        own = struct.pack("HH4s8x", socket.AF_INET, 0, _OWN[0].packed)
        fcntl.ioctl(control, _ADDRESS, struct.pack("16s16s8x", b"lo:trap", own))
        fcntl.ioctl(control, _ROUTE, _default_route())
    index = socket.if_nametoindex("lo")
    if not socket.has_ipv6:
        return
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _ADDRESS, struct.pack("16sIi", _OWN[1].packed, 128, index))
        route = struct.pack("16s16s16sIHHILIi", b"", b"", b"", 0, 0, 0, 1, 0, 0x1, index)
        fcntl.ioctl(control, _ROUTE, route)


def _default_route() -> bytes:
    """0.0.0.0/0 by way of lo: struct rtentry of route.h."""
    any_address = struct.pack("H14x", socket.AF_INET)
    name = ctypes.addressof(_DEVICE_NAME)
    return struct.pack("L16s16s16sHhLPhPLLH", 0, *[any_address] * 3, 0x1, 0, 0, 0, 0, name, 0, 0, 0)


_DEVICE_NAME = ctypes.create_string_buffer(b"lo")
