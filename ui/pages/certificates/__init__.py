"""The page of certificates."""

from ui.pages.certificates.page import CertificatesPage

__all__ = ["CertificatesPage"]
