"""The published description of the service (OpenAPI 3.1), made from what the service knows."""

VERSION = "1.1.0"
"""Of the service's promises: a client relies on the first number."""
