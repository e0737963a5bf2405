"""The same question on Spark has the same answer."""

import os
import shutil

import numpy as np
import pytest

from benchmarks.planted import Ledger
from qingzhuang.analytics.likeness.scan import scan

pytestmark = pytest.mark.spark
if not os.environ.get("QZ_DEMAND_ALL"):
    pytest.importorskip("pyspark", reason="needs the cluster packages: ./qz test --all")
    if not shutil.which("java"):
        pytest.skip("needs Java: apt-get install openjdk-17-jre-headless", allow_module_level=True)


def test_pairs_scores_and_clusters_are_equal():
    from qingzhuang.analytics.likeness.scan.spark import scan as on_spark

    entries = [each.entry for each in Ledger(2000, 8, mass=0.2).entries()]
    here, there = scan(entries), on_spark(entries)
    assert len(here) > 1000
    for column in ("here", "there", "scores", "contained", "clusters"):
        assert np.array_equal(getattr(here, column), getattr(there, column)), column
    assert here.work == there.work
