"""What the region and the dental providers do by themselves."""
