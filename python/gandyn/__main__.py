"""``python -m gandyn``: the command line, by the interpreter that one names."""

from .cli import main

if __name__ == "__main__":
    main()
