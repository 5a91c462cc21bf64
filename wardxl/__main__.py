"""`python -m wardxl`."""

from wardxl.cli import main

main()
