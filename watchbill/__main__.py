"""`python -m watchbill`: the same as the `watchbill` command."""

from watchbill.cli import main

main()
