"""The one way to Spark: on a cluster where one is named, else in local mode on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any


def session(name: str, settings: Mapping[str, str]) -> Any:
    """A SparkSession called ``name`` (``spark-submit`` or SPARK_REMOTE name a cluster).

    Tasks run in this interpreter, not in whatever the machine calls ``python3``: the workers of a session keep the
    interpreter of the first one started in a process, so every session is made here.
    """
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName(name).config("spark.ui.enabled", "false")
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
