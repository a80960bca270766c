"""What the region keeps: records with versions, items, the change feed, clients."""
