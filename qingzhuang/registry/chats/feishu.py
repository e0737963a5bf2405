"""Feishu: lists made from the console's tables, or from the fields of its interface for chats."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.chats import ChatProduct, chats

chats.register(
    ChatProduct(
        "feishu",
        Text("飞书", "Feishu"),
        {
            "group": ("群组名称", "群名称", "群名", "name"),
            "group_id": ("群组ID", "群ID", "chat_id"),
            "owner": ("群主", "群主姓名"),
            "owner_rank": ("群主职务", "职务"),
            "people": ("群成员数", "成员数", "user_count"),
            "starts_on": ("创建时间", "建群时间"),
            "last_message": ("最后发言时间", "最近消息时间", "最近活跃时间"),
            "purpose": ("群描述", "用途", "description"),
            "member": ("姓名", "成员姓名"),
            "member_id": ("用户ID", "open_id", "user_id", "member_id"),
            "phone": ("手机号码", "手机号", "手机"),
            "member_unit": ("部门",),
        },
        ("群组ID", "群组名称", "群描述", "最后发言时间", "open_id"),
    )
)
