"""A small forecast file and the real questions, decisions and reference numbers to check it against."""

from __future__ import annotations

from advisor.documents import read_document
from advisor.estimates.references import load_references
from advisor.forecast.plan import Plan, compile_plan
from advisor.knowledge.loading import load_knowledge

FILE = """
shown: [latency]
parts: {}
quantities:
  latency:
    name: "Latency"
    unit: ms
    ways: [{term: trip + model}]
  trip:
    name: "Round trip"
    unit: ms
    ways:
      - {when: compute_location == edge, given: 0, because: "Nothing leaves the device."}
      - answer: network_rtt_ms
      - {when: point_of_use == phone, reference: rtt-phone-4g}
  model:
    name: "Model"
    unit: s
    ways: [{answer: inference_ms}]
"""


def plan(text: str = FILE) -> Plan:
    return compile_plan(read_document(text, "forecast.yaml"), load_knowledge(), load_references())
