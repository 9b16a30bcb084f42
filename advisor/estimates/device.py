"""Models on devices: memory, time of an inference, and what an update of the fleet moves.

Sizes are in MB and GB (decimal), work in FLOP; an 8-bit operation counts as one FLOP.
"""

from __future__ import annotations

import numpy as np

from advisor.estimates.formula import Input, Values, formula

_BITS_PER_BYTE = 8.0
_MS_PER_S = 1000.0
_MB_PER_GB = 1000.0
_S_PER_H = 3600.0
_MODEL = Input("MB", "size of the model in memory", answer="model_memory_mb")
_DEVICES = Input("count", "devices in use", answer="device_count")
_UPDATE = Input("MB", "what one device loads: the whole model, or the difference to the last")


@formula(
    "Size of a model",
    unit="MB",
    expression="parameters × bits / 8",
    inputs={
        "parameters": Input("count", "trained numbers of the model"),
        "bits": Input("count", "bits for each: 32 as trained, 16 half, 8 or 4 quantised", minimum=1, maximum=64),
    },
    assumptions=("Scales, vocabulary and graph are small against the weights.",),
    fails_when=("Only some layers are quantised.", "4 bits and fewer: scales add 5 to 25 %."),
    sources=("tflite-model-optimization",),
)
def model_size_mb(*, parameters: Values, bits: Values) -> Values:
    """Megabytes of weights (count, count)."""
    return parameters * bits / _BITS_PER_BYTE / 1e6


@formula(
    "Memory an inference needs on a device",
    unit="MB",
    expression="model + greatest activations + runtime",
    inputs={
        "model_mb": _MODEL,
        "activations_mb": Input("MB", "greatest size of intermediate results that live at the same time"),
        "runtime_mb": Input("MB", "size of the inference runtime with its buffers"),
    },
    assumptions=("The whole model is in memory.", "One inference at a time."),
    fails_when=("Weights are read from flash as they are needed: only part of the model is in memory.",),
    sources=("lin2020-mcunet",),
)
def device_memory_mb(*, model_mb: Values, activations_mb: Values, runtime_mb: Values) -> Values:
    """Megabytes of working memory at the peak of an inference."""
    return model_mb + activations_mb + runtime_mb


@formula(
    "Share of a device's memory",
    unit="fraction",
    expression="memory needed / memory of the device",
    inputs={
        "needed_mb": Input("MB", "memory that an inference needs"),
        "device_memory_mb": Input("MB", "memory an application may use", minimum=1e-6, answer="device_memory_mb"),
    },
    assumptions=("The memory given is what the application may use, not what the device has.",),
    fails_when=("A result above 1 does not fit.",),
    sources=("lin2020-mcunet",),
)
def device_memory_share(*, needed_mb: Values, device_memory_mb: Values) -> Values:
    """Memory needed over memory there is; above 1 it does not fit."""
    return needed_mb / device_memory_mb


@formula(
    "Time of an inference on a device",
    unit="ms",
    expression="max(work / compute, model / memory bandwidth) + overhead",
    inputs={
        "work_gflop": Input("GFLOP", "arithmetic of one inference, two for each multiply-add"),
        "device_gflops": Input(
            "GFLOP/s",
            "what a device sustains",
            minimum=1e-9,
            answer="device_compute_gflops",
            reference="gflops-phone-cpu",
        ),
        "model_mb": _MODEL,
        "bandwidth_gb_per_s": Input("GB/s", "what a device reads from memory", minimum=1e-9),
        "overhead_ms": Input("ms", "preparing the input and starting the runtime"),
    },
    assumptions=(
        "Every weight is read once for an inference; arithmetic and reading overlap (roofline model).",
        "The compute given is sustained, not peak.",
    ),
    fails_when=(
        "The device gets hot and slows down: minutes of continuous use.",
        "Operations that the accelerator lacks fall back to the processor.",
    ),
    sources=("wu2019-facebook-edge",),
)
def device_time_ms(
    *, work_gflop: Values, device_gflops: Values, model_mb: Values, bandwidth_gb_per_s: Values, overhead_ms: Values
) -> Values:
    """Milliseconds of one inference: the longer of arithmetic and reading the weights, and the overhead.

    The roofline of Williams, Waterman and Patterson (2009), Communications of the ACM 52(4).
    """
    arithmetic = work_gflop / device_gflops * _MS_PER_S
    reading = model_mb / _MB_PER_GB / bandwidth_gb_per_s * _MS_PER_S
    return np.asarray(np.maximum(arithmetic, reading) + overhead_ms)


@formula(
    "Time on a device from a time measured elsewhere",
    unit="ms",
    expression="time measured × compute there / compute of the device",
    inputs={
        "inference_ms": Input("ms", "time of one inference, measured", answer="inference_ms"),
        "measured_on_gflops": Input("GFLOP/s", "what the machine sustains on which it was measured"),
        "device_gflops": Input(
            "GFLOP/s",
            "what a device sustains",
            minimum=1e-9,
            answer="device_compute_gflops",
            reference="gflops-phone-cpu",
        ),
    },
    assumptions=("Arithmetic dominates on both, at the same share of what each sustains.",),
    fails_when=("Reading memory or starting the runtime dominates: measure on the device.",),
    sources=("advisor-judgement",),
)
def device_time_scaled_ms(*, inference_ms: Values, measured_on_gflops: Values, device_gflops: Values) -> Values:
    """Milliseconds of one inference on a device, in proportion to what the two machines sustain."""
    return inference_ms * measured_on_gflops / device_gflops


@formula(
    "Data an update of the fleet moves",
    unit="GB",
    expression="devices × update size × (1 + share of loads repeated)",
    inputs={
        "devices": _DEVICES,
        "update_mb": _UPDATE,
        "repeated_share": Input("fraction", "share of loads that break off and start again", maximum=10.0),
    },
    assumptions=("Every device loads the update once.",),
    fails_when=("Devices load from each other or from a cache on their site.",),
    sources=("advisor-judgement",),
)
def fleet_update_gb(*, devices: Values, update_mb: Values, repeated_share: Values) -> Values:
    """Gigabytes sent to all devices for one update."""
    return devices * update_mb * (1.0 + repeated_share) / _MB_PER_GB


@formula(
    "Time to update the fleet",
    unit="h",
    expression="max(devices × update size / sending rate, −ln(1 − share reached) × mean time offline, one load)",
    inputs={
        "devices": _DEVICES,
        "update_mb": _UPDATE,
        "send_mb_per_s": Input("MB/s", "what the servers send to all devices together", minimum=1e-9),
        "device_mb_per_s": Input("MB/s", "what one device receives", minimum=1e-9),
        "offline_h": Input("h", "mean time until a device is next reachable on a fitting network"),
        "share_reached": Input("fraction", "share of devices that must have it", maximum=0.9999),
    },
    assumptions=("Devices become reachable at random moments (exponential waits).",),
    fails_when=("Devices are reachable at the same hours, as at night: add up to a day.", "Some never come back."),
    sources=("bonawitz2019-federated",),
)
def fleet_update_hours(
    *,
    devices: Values,
    update_mb: Values,
    send_mb_per_s: Values,
    device_mb_per_s: Values,
    offline_h: Values,
    share_reached: Values,
) -> Values:
    """Hours until ``share_reached`` of the devices have an update: the slowest of sending, waiting and loading."""
    sending = devices * share_reached * update_mb / send_mb_per_s / _S_PER_H
    waiting = -np.log1p(-np.asarray(share_reached, dtype=float)) * offline_h
    loading = update_mb / device_mb_per_s / _S_PER_H
    return np.asarray(np.maximum(np.maximum(sending, waiting), loading))
