"""Text detectors: read a text clause by clause and raise suspicions with the words found.

Each family says which acts it looks for, what makes an act an order or a measure (force), and in which special
scenes it passes. The stance of the sentence decides the rest: a ban, a report of abolition, a call for complaints
or a voluntary offer raises nothing. A suspicion is never a verdict; a person confirms.
"""

from qingzhuang.domain.detectors.detect import detect
from qingzhuang.domain.detectors.families import FAMILIES, Family
from qingzhuang.domain.detectors.suspicion import Suspicion

__all__ = ["FAMILIES", "Family", "Suspicion", "detect"]
