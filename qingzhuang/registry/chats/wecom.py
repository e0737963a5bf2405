"""WeCom: lists made from the console's tables, or from the fields of its interface for group chats."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.chats import ChatProduct, chats

chats.register(
    ChatProduct(
        "wecom",
        Text("企业微信", "WeCom"),
        {
            "group": ("群名称", "群聊名称", "群名", "name"),
            "group_id": ("群ID", "群聊ID", "chatid", "chat_id"),
            "owner": ("群主", "群主姓名", "owner"),
            "owner_rank": ("群主职务", "职务"),
            "people": ("群人数", "群成员数", "成员数"),
            "starts_on": ("创建时间", "建群时间", "create_time"),
            "last_message": ("最近消息时间", "最后消息时间", "最近活跃时间"),
            "purpose": ("群公告", "用途", "notice"),
            "member": ("姓名", "成员姓名", "成员"),
            "member_id": ("账号", "成员账号", "userid"),
            "phone": ("手机", "手机号", "mobile"),
            "member_unit": ("部门", "所在部门"),
        },
        ("群聊ID", "群聊名称", "chatid", "成员账号"),
    )
)
