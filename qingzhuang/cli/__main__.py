import sys

from qingzhuang.cli import main

sys.exit(main())
