"""DingTalk: lists made from the console's tables, or from the fields of its interface for conversations."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.chats import ChatProduct, chats

chats.register(
    ChatProduct(
        "dingtalk",
        Text("钉钉", "DingTalk"),
        {
            "group": ("群名称", "群名", "title"),
            "group_id": ("群会话ID", "会话ID", "openConversationId", "open_conversation_id"),
            "owner": ("群主", "群主姓名"),
            "owner_rank": ("群主职位", "职位"),
            "people": ("群人数", "人数", "member_amount"),
            "starts_on": ("创建时间", "建群时间", "create_time"),
            "last_message": ("最近活跃时间", "最后活跃时间", "最近消息时间"),
            "purpose": ("用途", "群介绍"),
            "member": ("姓名", "成员姓名", "昵称"),
            "member_id": ("员工UserID", "UserID", "工号", "user_id"),
            "phone": ("手机号", "手机", "mobile"),
            "member_unit": ("部门", "所属部门"),
        },
        ("群会话ID", "openConversationId", "open_conversation_id", "员工UserID"),
    )
)
