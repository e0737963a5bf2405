"""The desk of pilots, and the shelf from which other places reuse what proved itself."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.desks import Desk, desks

desks.register(Desk("pilots", Text("试点", "Pilots"), "registry:pilots", 60))
desks.register(Desk("shelf", Text("复用货架", "Reuse shelf"), "registry:shelf", 65))
