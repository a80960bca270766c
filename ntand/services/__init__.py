"""What a user does, one function each: permission, load, decide, store, log and outbox.

A service takes the installation, who acts, and frozen values; it gives frozen values back.
"""
