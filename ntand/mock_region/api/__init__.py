"""The service over HTTP: operations, bodies, sign-in, bounds, errors."""
