"""WeChat, which exports nothing: lists that the owner types into a sheet."""

from qingzhuang.domain.text import Text
from qingzhuang.registry.chats import ChatProduct, chats

chats.register(
    ChatProduct(
        "wechat",
        Text("微信", "WeChat"),
        {
            "group": ("微信群名称", "群名称", "群名", "工作群名称", "group"),
            "group_id": ("编号", "群编号"),
            "owner": ("群主", "群主姓名", "管理员", "owner"),
            "owner_rank": ("群主职务", "职务"),
            "people": ("群人数", "人数", "成员数", "群成员数", "people"),
            "starts_on": ("建群时间", "建立日期", "建群日期"),
            "last_message": ("最近消息日期", "最近消息", "最近消息时间", "last message"),
            "purpose": ("用途", "建群目的", "purpose"),
            "member": ("姓名", "成员姓名", "群昵称", "群成员", "name"),
            "member_id": ("微信号",),
            "phone": ("手机号", "手机", "联系电话", "电话", "phone"),
            "member_unit": ("单位", "所在单位", "unit"),
        },
        ("微信群名称", "微信号", "群昵称"),
    )
)
