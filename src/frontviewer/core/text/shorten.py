"""Shortens text to a maximum length."""


def shorten(text: str, max_length: int = 60) -> str:
    """Return text cut to `max_length` characters with an ellipsis, at a word break if possible.

    The cut is made inside a word if the last word break is in the first half.
    """
    if len(text) <= max_length:
        return text
    cut = text[: max_length - 1]
    whole_words = cut.rpartition(" ")[0]
    return (whole_words if 2 * len(whole_words) > max_length else cut) + "…"
