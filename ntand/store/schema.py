"""Which revisions of the schema this program knows; a test holds it against the migrations."""

HEAD = "0003"
OLDER: tuple[str, ...] = ("0001", "0002")
