"""Arms, draws, the ledger, attribution, the map over workers and the run store."""
