"""Everything that is alike in a whole ledger: pairs with their score and reasons, and clusters."""

from qingzhuang.analytics.likeness.scan.engine import THRESHOLD, Pair, ScanResult, scan

__all__ = ["THRESHOLD", "Pair", "ScanResult", "scan"]
