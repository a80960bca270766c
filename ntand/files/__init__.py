"""The five files of the contract: opening, reading and writing them, without any database."""
