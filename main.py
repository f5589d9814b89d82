"""`python main.py`: the designer from a checkout."""

from designer.cli import main

if __name__ == "__main__":
    main()
