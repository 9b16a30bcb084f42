"""The model service of the experiments: predictions computed on request, or looked up, over HTTP.

Started by :func:`advisor.lab.processes.model_service` with the files to serve from named in the environment.
"""

from __future__ import annotations

import os
import time
from typing import Any

import joblib
import numpy as np
from fastapi import FastAPI, Response
from pydantic import BaseModel

from advisor.lab.stores import open_store

MODEL = "ADVISOR_LAB_MODEL"
STORE = "ADVISOR_LAB_STORE"


class Item(BaseModel):
    """One row to be scored."""

    features: list[float]


def application() -> FastAPI:
    """The service; a model and a store are opened where the environment names them."""
    app = FastAPI()
    model: Any = joblib.load(os.environ[MODEL]) if MODEL in os.environ else None
    store = open_store(os.environ[STORE]) if STORE in os.environ else None

    @app.get("/health")
    async def health() -> Response:
        return Response()

    @app.get("/processor-seconds")
    async def processor_seconds() -> float:
        return time.process_time()

    if model is not None:

        @app.post("/predict")
        async def predict(item: Item) -> int:
            return int(model.predict(np.array([item.features]))[0])

    if store is not None:

        @app.get("/predictions/{entity}")
        async def look_up(entity: int) -> int | None:
            return store.get(entity)

    return app


app = application()
