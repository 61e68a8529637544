"""Operating system services: paths, settings, memory, threads, atomic files, crash reports."""
