"""Who used what, and when last: last activity and active users per asset over usage events.

``measure(EventSource.open(path, as_of), ...)`` answers on one machine or on Spark; ``storage`` keeps events as Parquet
partitions by day. Silence is told only of days for which there is data.
"""

from qingzhuang.analytics.activity.faults import FAULTS, Fault, FaultRow
from qingzhuang.analytics.activity.measuring import ENGINES, Activity, measure
from qingzhuang.analytics.activity.windows import WINDOWS
from qingzhuang.analytics.activity.writing import write

__all__ = ["ENGINES", "FAULTS", "WINDOWS", "Activity", "Fault", "FaultRow", "measure", "write"]
