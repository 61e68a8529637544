"""On paper and as text: pictures of the window, and pages of words."""
