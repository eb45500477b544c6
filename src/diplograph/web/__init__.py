"""The web: a read-only SPARQL endpoint and linked data, on this machine only."""
