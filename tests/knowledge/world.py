"""A tiny sound rule base as files, to break in one place."""

from __future__ import annotations

from pathlib import Path

from advisor.knowledge.loading import KnowledgeFiles, read_folder

FILES: dict[str, str] = {
    "knowledge.yaml": """\
version: "1"
date: "2026-01-01"
question_groups: [demand]
decisions: [mode, place]
qualities:
  cost: {label: Low cost, help: "What it takes in money."}
preference:
  neutral: 2
  weight_per_grade: 0.15
  because: "A close call."
  sources: [book]
""",
    "questions/demand.yaml": """\
title: Demand
about: "Who asks."
questions:
  waiting:
    ask: "Does somebody wait?"
    help: "A caller waits."
    why: "It decides the mode."
    example: "yes"
    answers: boolean
    prior: {shares: {"true": 0.5, "false": 0.5}, origin: "A guess."}
  rate:
    ask: "How many a second?"
    help: "The request rate."
    why: "It decides the place."
    example: "10"
    answers: number
    unit: 1/s
    minimum: 0
    prior: {quantiles: [1, 2, 3, 4, 5], origin: "A guess."}
  budget_ms:
    ask: "How long may it take?"
    help: "The latency budget."
    why: "It decides the place."
    example: "10 ms"
    answers: number
    unit: ms
    minimum: 0
    prior: {quantiles: [1, 20, 30, 40, 500], origin: "A guess."}
  site:
    ask: "Where is it used?"
    help: "The point of use."
    why: "It decides the place."
    example: "phone"
    answers: choice
    choices:
      phone: {label: A phone, help: "In an app."}
      server: {label: A server, help: "In a data centre."}
    asked_when: waiting
    prior: {shares: {phone: 0.5, server: 0.5}, origin: "A guess."}
""",
    "decisions/mode.yaml": """\
title: Mode
question: "When is it computed?"
short: When
why: "It decides the rest."
options:
  batch: &
  online: &
""",
    "decisions/place.yaml": """\
title: Place
question: "Where is it computed?"
short: Where
why: "It decides the cost."
options:
  cloud: &
  edge: &
""",
    "rules/mode.yaml": """\
callers-want-answers:
  when: waiting
  weigh: {mode: {online: 1.6, batch: -1.6}}
  because: "A caller waits."
  sources: [book]
nobody-waits:
  when: not waiting
  weigh: {mode: {batch: 1.1, online: -1.1}}
  because: "Nobody waits."
  sources: [book]
""",
    "rules/place.yaml": """\
many-requests-want-a-cloud:
  when: rate * budget_ms > 3
  weigh: {place: {cloud: 1.1, edge: -1.1}}
  because: "At {rate} a phone is too small."
  sources: [book]
phones-compute:
  when: site == phone and budget_ms < 50
  weigh: {place: {edge: 1.6, cloud: -1.6}}
  because: "A network is too slow."
  sources: [book]
""",
    "couplings/all.yaml": """\
batches-run-in-the-cloud:
  pair: {mode: [batch], place: [cloud]}
  weight: 0.5
  because: "That is where the data is."
  sources: [book]
""",
    "components.yaml": """\
boundaries:
  cloud: {name: Cloud, about: "Rented machines."}
places:
  use: cloud
components:
  job: {name: Job, kind: pipeline, technology: scheduler, place: use, about: "Computes."}
always:
  personal: waiting
""",
    "risks.yaml": """\
queues-grow:
  decision: mode
  options: [online]
  when: waiting
  failure: "Callers wait."
  mitigation: "Shed load."
  effect: serious
  likelihood: rare
  likelier_when: budget_ms < 50
  sources: [book]
runs-fail:
  decision: mode
  options: [batch]
  failure: "A run fails."
  mitigation: "Watch it."
  effect: minor
  likelihood: rare
  sources: [book]
machines-break:
  decision: place
  options: [cloud, edge]
  failure: "A machine breaks."
  mitigation: "Have another."
  effect: minor
  likelihood: rare
  sources: [book]
""",
    "glossary.yaml": """\
slow: {term: p99, meaning: "How slow it is for the unlucky."}
queue: {term: queue, forms: [queues], meaning: "What waits."}
""",
    "sources.yaml": """\
book: {kind: book, authors: A, title: T, year: 2020, strength: strong, read: true}
""",
}

_OPTION = """
    title: {title}
    phrase: do it
    description: "Does it."
    better: ["It is good."]
    worse: ["It is bad."]
    effort: 1
    effects:
      cost: {{grade: 0, because: "The same."}}
    components: [{{component: job}}]
    sources: [book]
"""


def files_with(**changes: tuple[str, str]) -> dict[str, str]:
    """The sound files, texts replaced: by file (``rules_mode`` for ``rules/mode.yaml``) the old and the new text."""
    files = dict(FILES)
    for name in ("decisions/mode.yaml", "decisions/place.yaml"):
        lines = []
        for line in files[name].splitlines():
            option = line.removesuffix(": &").strip()
            lines.append(
                line.replace(" &", _OPTION.format(title=option.title()).rstrip()) if line.endswith("&") else line
            )
        files[name] = "\n".join(lines) + "\n"
    for key, (old, new) in changes.items():
        name = key.replace("_", "/", 1) + ".yaml"
        assert old in files.get(name, ""), f"{old!r} is not in {name}"
        files[name] = files[name].replace(old, new, 1)
    return files


def write(folder: Path, files: dict[str, str]) -> Path:
    """Put files into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, **changes: tuple[str, str]) -> KnowledgeFiles:
    """The sound rule base, changed, read from ``folder``."""
    return read_folder(write(folder, files_with(**changes)))
