"""The mock told to misbehave, by a plan or by a request's own header."""
