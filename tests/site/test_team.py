from pathlib import Path

import pytest

from advisor.errors import UserError
from advisor.evaluation.agreement import Agreement, Tally
from advisor.knowledge.loading import load_knowledge
from advisor.linting import Report
from advisor.site.material import Material
from advisor.site.team import read_team, team_assets, team_section

RECORD = """---
status: {status}
date: 2026-11-24
decision: prediction_mode
option: {option}
---

# {title}

We decided.
"""


@pytest.fixture(scope="module")
def material() -> Material:
    nothing = Agreement((), Tally(0, 0, 0, 0, 0, 0, 0, 0, None, None), {}, (), 0)
    return Material(load_knowledge(), (), nothing, nothing, None, Report((), {}))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "mails"
    (folder / "decisions").mkdir(parents=True)
    (folder / "system.yaml").write_text(
        "name: product-mails\npurpose: Mails show products\n"
        "requirements: {task: ranking, prediction_trigger: schedule, input_space: enumerable}\n"
    )
    (folder / "index.md").write_text("# product-mails\n")
    (folder / "report.html").write_text("<p>report</p>")
    (folder / ".advisor.json").write_text("{}")
    (folder / "index.md.new").write_text("kept")
    (folder / "decisions" / "0001-mode.md").write_text(
        RECORD.format(status="superseded", option="batch", title="Batch at first")
    )
    (folder / "decisions" / "0101-mode.md").write_text(
        RECORD.format(status="accepted", option="online", title="Online now")
    )
    return folder


def test_the_portfolio_shows_the_record_in_force_and_that_it_is_no_longer_recommended(
    material: Material, home: Path
) -> None:
    section = team_section(material, read_team([home.parent], material))
    portfolio, pages = section.pages
    [row] = [line for line in portfolio.text.splitlines() if "product-mails" in line]  # type: ignore[union-attr]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == "[Online](../look-up/decisions/prediction_mode.md#online)"
    assert cells[2] == "not recorded"
    assert cells[-2:] == ["1", "Prediction mode"]
    assert [page.title for page in pages.pages] == [
        "At a glance",
        "0001 Batch at first (superseded)",
        "0101 Online now",
    ]  # type: ignore[union-attr]


def test_a_link_to_what_is_not_published_becomes_its_words(material: Material, home: Path) -> None:
    (home / "index.md").write_text(
        "[code](../src/serve.py), [report](report.html), [first](decisions/0001-mode.md#we)\n"
    )
    [_, pages] = team_section(material, read_team([home], material)).pages
    [first, *_] = pages.pages  # type: ignore[union-attr]
    assert first.text == "code, [report](report.html), [first](decisions/0001-mode.md#we)\n"  # type: ignore[union-attr]


def test_reports_are_published_and_what_is_ours_alone_is_not(material: Material, home: Path) -> None:
    assets = team_assets(read_team([home], material))
    assert sorted(assets) == ["systems/product-mails/report.html", "systems/product-mails/system.yaml"]


def test_a_folder_without_a_system_is_named(material: Material, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"there is no system\.yaml in it"):
        read_team([tmp_path], material)


def test_two_systems_of_one_name_are_named(material: Material, home: Path) -> None:
    with pytest.raises(UserError, match="another system called 'product-mails'"):
        read_team([home, home], material)
