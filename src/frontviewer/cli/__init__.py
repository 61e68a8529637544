"""Commands of the program: one module each, with its arguments and the function that runs it.

`cli.main` has the table of commands. A command imports what it needs when it runs; until then the
standard library is enough, so that `--help` answers at once, `show` and `check` run without a
graphics library, and the self-test can report missing libraries.
"""
