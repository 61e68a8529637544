"""The windows, and the page that joins their parts: read `wiring` first."""
