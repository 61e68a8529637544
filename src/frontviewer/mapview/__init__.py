"""The map: values of what is seen, and the one widget that shows them."""
