"""Panes about one person or one certificate, used by several pages."""
