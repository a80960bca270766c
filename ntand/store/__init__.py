"""The database: typed rows, the engine that opens it, keys, migrations, bulk access."""
