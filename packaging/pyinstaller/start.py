"""Where the folder without Python starts: the program, or a process that it has asked for.

The program reads PDF files and workbooks, and tells languages, in processes of their own, for which
it calls its interpreter with the file to run. Here it is its own interpreter, so that file is found
among its modules.
"""

import runpy
import sys
from pathlib import PurePath

CHILDREN = {
    "pdf_child": "annotator.extensions.articles.pdf_child",
    "excel_child": "annotator.extensions.articles.excel_child",
    "language_child": "annotator.language_child",
}


def main() -> int:
    """Run what the words say; its exit status."""
    words = sys.argv[1:]
    child = CHILDREN.get(PurePath(words[1]).stem) if words[:1] == ["-P"] else None
    if child is not None:
        sys.argv = words[1:]
        runpy.run_module(child, run_name="__main__", alter_sys=True)
        return 0
    from annotator.__main__ import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
