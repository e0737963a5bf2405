"""What can go wrong with the filing form."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "registry.no_filing_form",
    Text("{kind}没有备案申请表。", "There is no filing form for: {kind}."),
    Text("备案申请表用于政务应用和小程序。", "The form is for apps and mini-programs."),
    404,
)
