"""The rendered subject: a head and a voice that are nobody's."""
