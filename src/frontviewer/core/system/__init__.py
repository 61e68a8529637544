"""What the operating system has: paths, settings, memory, threads, crash reports."""
