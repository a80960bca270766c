"""What pages and panes are made of."""
