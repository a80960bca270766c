"""Which revisions of the schema this program knows; a test holds it against the migrations."""

HEAD = "0001"
OLDER: tuple[str, ...] = ()
