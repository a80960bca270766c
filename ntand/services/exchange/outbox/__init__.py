"""What is on its way to the region: queued, told apart, sent, kept, shown and mended."""
