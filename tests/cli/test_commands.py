"""Every command is found by its own name alone, and help lists them all."""

import argparse
from importlib import import_module

import pytest

from qingzhuang.cli import GROUPS, main


@pytest.mark.parametrize("group", GROUPS)
def test_a_module_brings_just_the_commands_it_is_loaded_for(group):
    commands = argparse.ArgumentParser().add_subparsers()
    import_module(f"qingzhuang.cli.{group}").add_commands(commands)
    assert tuple(commands.choices) == GROUPS[group]


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(f"\n    {name}" in said for names in GROUPS.values() for name in names)
