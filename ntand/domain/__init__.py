"""Values and rules. No clock, no database, no sentences: codes, facts and dates."""
