from uuid import RFC_4122

from cameo_service.clock import UuidV7Source

NOW_US = 1_800_000_000_123_456


def test_an_id_is_an_rfc_9562_version_7_uuid_of_its_millisecond() -> None:
    made = UuidV7Source(lambda size: b"\xff" * size).new(NOW_US)
    assert (made.variant, made.version) == (RFC_4122, 7)
    assert made.int >> 80 == NOW_US // 1000


def test_ids_are_ordered_within_a_millisecond_too() -> None:
    source = UuidV7Source(lambda size: b"\xff" * size)
    assert source.new(NOW_US) < source.new(NOW_US + 1) < source.new(NOW_US + 1000)


def test_ids_of_one_moment_differ_by_62_bits_of_chance() -> None:
    some, other = UuidV7Source(lambda size: b"\xff" * size), UuidV7Source(lambda size: b"\x00" * size)
    assert some.new(NOW_US).int ^ other.new(NOW_US).int == 2**62 - 1
