"""Names of the fictional county. Nothing here is a real place, office or person."""

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"
GIVEN = (
    ["敏", "伟", "芳", "秀英", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "兰", "霞", "平", "刚", "桂花", "建国", "志远", "雪梅", "文静", "海燕", "春生", "立新", "晓东"]
)

TOWNSHIPS = ["城关镇", "云岭镇", "石桥镇", "清河镇", "龙潭镇", "双河镇", "青山乡", "白水乡", "松林乡", "柳湾乡", "东门街道", "西关街道"]
VILLAGE_FIRST = ["上", "下", "东", "西", "南", "北", "大", "小", "新", "老", "前", "后", "双", "高", "长"]
VILLAGE_LAST = (
    ["石桥", "柳树", "水磨", "青龙", "白云", "竹园", "梨树", "马家", "杨家", "李庄", "河口", "山前", "坪上", "泉水", "桃花", "龙井", "茶园", "渡口", "沙湾", "枫林"]
)

# (sector, short name, Chinese name, English name)
DEPARTMENTS = [
    ("government_office", "政府办", "县政府办公室", "County Government Office"),
    ("cyberspace", "网信办", "县委网信办", "County Cyberspace Office"),
    ("data", "数据局", "县数据局（治理办）", "County Data Bureau (governance office)"),
    ("organisation", "组织部", "县委组织部", "Organisation Department"),
    ("publicity", "宣传部", "县委宣传部", "Publicity Department"),
    ("politics_law", "政法委", "县委政法委", "Political and Legal Affairs Commission"),
    ("discipline", "纪委监委", "县纪委监委", "Discipline Inspection"),
    ("supervision", "督查室", "县委县政府督查室", "Supervision Office"),
    ("reform", "发改局", "县发展和改革局", "Development and Reform Bureau"),
    ("education", "教体局", "县教育和体育局", "Education and Sports Bureau"),
    ("public_security", "公安局", "县公安局", "Public Security Bureau"),
    ("civil_affairs", "民政局", "县民政局", "Civil Affairs Bureau"),
    ("justice", "司法局", "县司法局", "Justice Bureau"),
    ("finance", "财政局", "县财政局", "Finance Bureau"),
    ("human_resources", "人社局", "县人力资源和社会保障局", "Human Resources Bureau"),
    ("natural_resources", "自规局", "县自然资源和规划局", "Natural Resources Bureau"),
    ("environment", "生态环境局", "县生态环境局", "Ecology and Environment Bureau"),
    ("housing", "住建局", "县住房和城乡建设局", "Housing Bureau"),
    ("transport", "交通局", "县交通运输局", "Transport Bureau"),
    ("water", "水利局", "县水利局", "Water Bureau"),
    ("agriculture", "农业农村局", "县农业农村局", "Agriculture Bureau"),
    ("commerce", "商务局", "县商务局", "Commerce Bureau"),
    ("culture_tourism", "文旅局", "县文化和旅游局", "Culture and Tourism Bureau"),
    ("health", "卫健局", "县卫生健康局", "Health Bureau"),
    ("veterans", "退役军人局", "县退役军人事务局", "Veterans Affairs Bureau"),
    ("emergency", "应急局", "县应急管理局", "Emergency Management Bureau"),
    ("audit", "审计局", "县审计局", "Audit Bureau"),
    ("statistics", "统计局", "县统计局", "Statistics Bureau"),
    ("forestry", "林业局", "县林业局", "Forestry Bureau"),
    ("medical_insurance", "医保局", "县医疗保障局", "Medical Insurance Bureau"),
]

# What groups are for: (topic, functions). Several per sector make the overlaps a real county has.
GROUP_TOPICS = {
    "防汛抗旱": ["传达预警", "上报水情", "调度值班"],
    "森林防火": ["巡护安排", "火情上报"],
    "安全生产": ["隐患排查", "整改反馈"],
    "信访维稳": ["矛盾排查", "情况通报"],
    "人居环境": ["卫生检查", "照片上传"],
    "乡村振兴": ["项目调度", "进度上报"],
    "民政救助": ["对象核查", "材料报送"],
    "医保缴费": ["参保进度", "名单核对"],
    "反诈宣传": ["宣传任务", "安装进度"],
    "党建学习": ["学习通知", "积分统计"],
    "文明创建": ["创建任务", "资料收集"],
    "河长巡河": ["巡河打卡", "问题上报"],
    "农业统计": ["报表下发", "数据核对"],
    "疫苗接种": ["接种进度", "对象摸排"],
    "网格管理": ["网格通知", "事件上报"],
}
APPS = [
    ("青溪网格", "politics_law", ["隐患上报", "事件派单", "网格走访", "照片上传"], "网格事件统一上报处置"),
    ("安全生产巡查", "emergency", ["隐患上报", "现场拍照", "整改派单"], "企业安全隐患巡查"),
    ("平安青溪", "public_security", ["事件上报", "照片上传", "派单处置"], "群众和网格员上报治安隐患"),
    ("青溪党建云", "organisation", ["在线学习", "学习积分", "积分排名", "党员签到"], "党员教育管理"),
    ("河湖巡查", "water", ["巡河签到", "轨迹记录", "问题上报"], "河长巡河管理"),
    ("田长通", "natural_resources", ["巡田打卡", "轨迹上传", "违法占地上报"], "耕地保护巡查"),
    ("青溪教育", "education", ["通知公告", "家校沟通"], "中小学家校沟通"),
    ("健康青溪", "health", ["预约挂号", "家庭医生签约", "健康档案查询"], "居民健康服务"),
    ("青溪政务", "data", ["事项申报", "办件查询", "证照查看", "投诉建议"], "全县政务服务统一入口"),
    ("惠农通", "agriculture", ["补贴查询", "农技问答", "申报补贴"], "惠农补贴服务"),
    ("森林防火通", "forestry", ["巡护登记", "火情上报", "北斗定位"], "护林员巡护"),
    ("便民青溪", "government_office", ["办事查询", "事项申报", "投诉建议"], "便民服务"),
]
ACCOUNT_PLATFORMS = [("wechat", 46), ("douyin", 9), ("weibo", 3), ("channels", 2)]
