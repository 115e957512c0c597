"""`jumpzone completion`: the completion of commands and options for a shell."""

from __future__ import annotations

import click

from jumpzone.cli.commands import argument, command
from jumpzone.i18n import N_

__all__ = ["completion"]


@command(
    "completion",
    help=N_(
        "Print the completion for a shell.\n\n"
        'bash: put  eval "$(jumpzone completion bash)"  into ~/.bashrc.\n\n'
        'zsh: put  eval "$(jumpzone completion zsh)"  into ~/.zshrc, after compinit.\n\n'
        "fish: run  jumpzone completion fish > ~/.config/fish/completions/jumpzone.fish"
    ),
)
@argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print click's script for that shell."""
    from click.shell_completion import get_completion_class

    from jumpzone.cli.program import COMPLETION_VARIABLE, root

    kind = get_completion_class(shell)
    assert kind is not None, shell
    click.echo(kind(root, {}, "jumpzone", COMPLETION_VARIABLE).source())
