"""What the program can be asked for: of each verb, its arguments and what runs it.

`cli` has the table of them. A verb imports what it needs when it runs, and until then the standard
library is enough: `--help` answers at once, `show` and `check` run where no graphics library is
installed, and the self test can say what is missing.
"""
