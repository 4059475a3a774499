"""`fupan workspace`: the local workspace by itself, for trying any Slack app.

Only the command line is here; the workspace knows nothing of Fupan and is run as it is.
"""

import argparse
from pathlib import Path

from base.language import Lang


def add_workspace(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: argparse.ArgumentParser,
) -> None:
    """Add the command to the command line."""
    del common  # it needs no database
    parser = commands.add_parser("workspace", help="a local Slack for trying any app")
    # The same options as the workspace's own command, written here so that starting stays fast.
    parser.add_argument("--port", type=int, default=8765, help="%(default)s; 0 takes a free one")
    parser.add_argument("--manifest", type=Path, metavar="FILE", help="your app's, as JSON")
    parser.add_argument("--state", type=Path, metavar="FILE", help="go on from here, keep it here")
    parser.add_argument("--http", metavar="URL", help="post to your app instead of Socket Mode")
    parser.add_argument("--lang", choices=[lang.value for lang in Lang])
    parser.set_defaults(run=_workspace)


def _workspace(arguments: argparse.Namespace, lang: Lang) -> int:
    from workspace import alone

    return alone.run(arguments, lang.value)
