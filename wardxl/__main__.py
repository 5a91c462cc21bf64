"""`python -m wardxl`."""

from wardxl.cli import main

if __name__ == "__main__":
    main()
