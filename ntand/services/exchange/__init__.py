"""The road to the region: what is to leave, the queue, one run of the exchange, what came back."""
