"""Everything that ``advisor build`` writes, as bytes by path inside the output folder."""

from __future__ import annotations

from advisor.rendering.model import model_json
from advisor.rendering.records import decision_records
from advisor.rendering.report import report_html, report_index, report_markdown
from advisor.rendering.views import Dossier


def build_files(dossier: Dossier, system_file: str) -> dict[str, bytes]:
    """Index, report, records, pictures as SVG, model and answers. Equal input gives equal bytes.

    Args:
        system_file: the text of ``system.yaml``.
    """
    texts = {
        "index.md": report_index(dossier),
        "report.html": report_html(dossier),
        "report.md": report_markdown(dossier),
        **decision_records(dossier),
        **{f"diagrams/{name}.svg": picture for name, picture in dossier.diagrams.items()},
        **{f"charts/{name}.svg": picture for name, picture in dossier.charts.items()},
        **{f"charts/numbers/{name}.svg": picture for name, picture in dossier.number_charts.items()},
        **{f"charts/{name}.svg": picture for name, picture in dossier.study_charts.items()},
        "model.json": model_json(dossier.recommendation, dossier.architecture, dossier.study, dossier.ways_out),
        "system.yaml": system_file,
    }
    return {path: text.encode() for path, text in texts.items()}
