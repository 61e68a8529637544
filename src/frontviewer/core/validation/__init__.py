"""Checks evidence: references between records, quotations against their source."""
