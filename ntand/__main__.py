"""``python -m ntand``: the same program as the ``ntand`` command."""

import sys

from ntand.cli import main

sys.exit(main())
