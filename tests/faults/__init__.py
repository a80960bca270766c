"""What must hold when processes end in the middle of things."""
