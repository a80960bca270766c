"""Which revisions of the schema this program knows; a test holds it against the migrations."""

HEAD = "0002"
OLDER: tuple[str, ...] = ("0001",)
