"""What the region has: read, matched, merged field by field and applied to the store."""
