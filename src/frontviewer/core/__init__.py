"""The truth, without Qt: values, readers, writers, checks, geometry, relations."""
