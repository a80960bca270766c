"""Talking to the region's service: values on the wire, and the HTTP client."""
