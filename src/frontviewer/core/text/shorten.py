"""Text cut so that it fits."""


def shortened(text: str, most: int = 60) -> str:
    """Return at most so many characters of a text, cut between words where it has any."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    words = cut.rpartition(" ")[0]
    return (words if 2 * len(words) > most else cut) + "…"
