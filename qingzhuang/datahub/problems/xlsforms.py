"""What can go wrong with forms for ODK and Kobo."""

from qingzhuang.core.problems import problem
from qingzhuang.domain.text import Text

problem(
    "datahub.form_wrong",
    Text("{reason} {place}", "{reason} {place}"),
    Text("请按所指的位置改正后重新上传。", "Mend the place it names and upload it again."),
)
problem(
    "datahub.form_empty",
    Text("没有选数据元，表里也没有认出。", "No element was chosen, and the sheet has none that is known."),
    Text("请选择数据元，或换一张有表头的空表。", "Choose elements, or bring a blank sheet with captions."),
)
