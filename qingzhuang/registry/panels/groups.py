"""What speaks for dissolving a group, and which groups have its members or its purpose."""

from qingzhuang.registry.panels import Panel, panels
from qingzhuang.registry.queries.groups import about_group

panels.register(Panel("groups", 30, "registry/panels/group.html", about_group))
