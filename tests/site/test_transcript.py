import pytest

from advisor.locations import docs_folder
from advisor.site.transcript import CommandFailed, played


def test_commands_run_in_order_in_one_folder_and_print_below_themselves() -> None:
    page = '```yaml title="a.yaml"\nname: a\n```\n\n```console\n$ cp a.yaml b.yaml\n$ cat b.yaml\n```\n\nAfter.\n'
    assert played(page) == page.replace("$ cat b.yaml\n", "$ cat b.yaml\nname: a\n")


def test_a_command_that_fails_stops_the_page() -> None:
    with pytest.raises(CommandFailed, match=r"status 2:\nadvisor: gone\.yaml: there is no such file"):
        played("```console\n$ advisor recommend gone.yaml\n```\n")


def test_the_tutorial_ends_in_committed_records_that_are_found_to_follow_no_longer() -> None:
    page = played((docs_folder() / "tutorial.md").read_text(encoding="utf-8"))
    assert "0001-prediction-mode.md" in page
    assert "$ git log --format=%s\nArchitecture of checkout-fraud\n" in page
    assert "exit status 1\n" in page.split("## Let it be checked")[1]
