"""Word lists of the masking of cases: titles, ordinary words that are names too, units, carriers.

Data only, in the folded spelling (lower case, simplified characters). Where a list decides between
masking too much and too little, it decides for too much: only words that would make texts
unreadable are excepted.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚"
    "范彭郎"
    "鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元顾孟平"
    "黄和穆"
    "萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林"
    "刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁"
    "荀甄曲"
    "封储靳段焦巴牧山谷车侯全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司黎薄印白蒲从索赖卓蔺"
    "屠蒙池"
    "乔阴能苍双闻党翟谭劳姬申冉桑桂牛寿边燕冀尚农温庄晏柴瞿阎连习艾鱼容向古易慎戈廖居衡步都耿满"
    "匡文寇"
    "广东欧沃利越师巩聂勾敖冷辛简饶空曾沙养鞠丰关查荆红游权盖益桓公肖付闫佟覃涂代占兰邸冼楚尧向"
)
COMPOUND_SURNAMES = _words(
    """
    欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 慕容 令狐 皇甫 尉迟 公孙 长孙 宇文 端木 夏侯 轩辕
    申屠 万俟 闻人
    """
)
# Follow a surname or a given name: 林姐, 岚姐, 林主管.
_TITLES = """
    姐姐 姐 哥哥 哥 总监 总 主管 组长 经理 老师 店长 班长 队长 助理 部长 科长 客服 师傅 同学
    导师 老板 工 妹妹 妹 弟 叔 姨 阿姨 小姐 女士 先生 宝 儿 仔 子
    """
TITLES = tuple(_TITLES.split())
# The longer list is for surnames; a given name takes only what friends say.
FRIENDLY = _words(
    """
    姐姐 姐 哥哥 哥 总 老师 妹妹 妹 弟 叔 姨 宝 儿 仔 客服
    """
)
SURNAME_ONLY = frozenset(TITLES) - {"儿", "仔", "子", "宝", "姨", "先生", "女士", "小姐", "阿姨"}
# Derived short names that are ordinary words: never made from a longer name. A nickname that IS
# such a word (an account called 可乐) is masked all the same.
ORDINARY_SHORT = _words(
    """
    小时 小心 小说 小店 小二 小票 小费 小单 小件 小额 小区 小号 小孩 小事 小学 小结 小组 小型
    小包 小计 小童 天天 常常 人人 时时 刚刚 明明 慢慢 好好 往往 渐渐 频频 家家 个个 件件 单单
    次次 日日 年年 看看 试试 谢谢 偏偏 纷纷 仅仅 暗暗 等等 连连 处处 步步 多多 大大 宝宝 爸爸
    妈妈 早早 足足 深深 默默 久久 层层 通通 统统 阿里 老板 老师 老是 老人 老客 老店 老款 小样
    老公 老家 老实 小气 小声 小数 小半 老总 明儿 今儿 那儿 这儿 哪儿 会儿 点儿 事儿 样子 房子
    单子 包子 车子 代工 方子 石子 柏子 梅子 时宝 支宝 付宝 双宝 牛仔
    """
)
# A derived short name followed by these is part of another word: 小程序, 小高峰, 提高总量.
NOT_BEFORE = {
    "小高": "峰潮", "小范": "围", "小游": "戏", "小毛": "病", "小龙": "虾", "小方": "块",
    "小平": "台", "小成": "本", "小黄": "车", "小金": "额", "小规": "模", "小全": "部",
    "小程": "序", "小时": "候", "小于": "等0123456789一二三四五六七八九十",
}  # fmt: skip
NOT_BEFORE_TITLE = {
    "总": "量数是共体部计额价和会结监销",
    "工": "作单资具商厂时艺",
    "子": "弹",
    "客服": "务",
}
# What an account's nickname says besides the person.
GENERIC = _words(
    """
    客服 售前 售后 售中 机器人 主管 组长 店长 经理 旗舰店 专营店 专卖店 官方 同事 质检 人工
    值班 夜班 早班 晚班 客服部 客服组 售后组 售前组 测试 管理员 小二 店小二 主账号 子账号 默认
    无 未知 其他 全部 顾客 买家 客户 商家 仓库 agent support admin bot test team sales service
    staff customer buyer seller shop store user unknown none null nan other all the and lead
    manager supervisor boss owner order
    """
)
GENERIC_PREFIX = ("客服", "售前", "售后", "主管", "组长")

# Never a name by themselves, even if somebody is called so (He, You, An): only in a full name.
FUNCTION_WORDS = _words(
    """
    a an and are as at be but by can do for from go had has have he her him his i if in is it
    its let may me my no not of off on or our out own re she so than that the their them then
    they this to too up us was we were what when who why will with yes you your long man men ok
    am pm id vs via per new old all any one two
    """
) - {"may", "will"}
# Names that are ordinary words too: masked when written as a name (see masking_names).
ORDINARY_WORDS = _words(
    """
    may will april june august sunny rose mark grace hope joy faith summer dawn bill jack drew
    art dean frank grant guy chase rich rob sue pat ray max penny ruby amber crystal jade iris
    lily daisy violet ivy hazel holly olive ginger pepper star sky angel candy cherry coco dou
    song sun fan gong hang pan bin ban pang tan ding sang sung ran wan lane cliff dale glen
    heath heather miles wade ward carter cook baker hunter porter page paige price king prince
    duke earl young white black brown green gray grey gold silver stone wood woods field bush
    lake brook brooks river forest rain storm snow winter autumn spring melody harmony destiny
    trinity charity mercy patience prudence constance victor eric nick rob tony gene jean basil
    reed rusty sandy stormy sterling chance chuck bob dick don dot kit lance lee mat matt mike
    neil norm peg pierce randy rod rusty sage skip spike stew tab tad teddy trey van woody bean
    bear lucky happy sweet honey echo ease easy early even ever fine first free good great just
    kind last less like little long love major more much nice only open other over plus quick
    quiet real right same sharp short simple small smart soft strong sure tall thin tiny top
    true warm well wise
    """
)
SAID_BEFORE = _words(
    """
    ask asked asks tell told tells with by from named called colleague colleagues agent agents
    thank thanks thanked mate lead leader supervisor manager boss mr ms mrs miss named cc ping
    teammate coworker co-worker poor our
    """
)
SAID_AFTER = _words(
    """
    said says told asked asks replied answered forgot wrote thinks thought knew knows promised
    refused helped was has had is did does took sent gave missed checked
    """
)
MONTH_BEFORE = _words(
    """
    in on of since by until till this next last early late mid from through to and before after
    every during
    """
)
PRONOUNS = _words(
    """
    i we you they he she it the this that there be not
    """
)

UNIT = (
    r"(?:元|块|刀|人次|人|个|件|单(?!号)|次|条|笔|秒|分钟|分|小时|天|万|亿|千|百|%|‰|k\b|w\b|"
    r"kg\b|ml\b|g\b|"
    r"rmb\b|usd\b|cny\b|eur\b|gbp\b|hkd\b|yuan\b|dollars?\b|euros?\b|pounds?\b|pcs\b|pieces?\b|"
    r"orders?\b|"
    r"people\b|contacts?\b|chats?\b|views?\b|customers?\b|tickets?\b|days?\b|hours?\b|minutes?\b|"
    r"seconds?\b|s\b|ms\b|points?\b|percent\b|items?\b|units?\b)"
)
CARRIERS = (
    "sf|yt|yto|zto|zt|sto|st|yd|yunda|jt|jtx|jtsp|jd[a-z]{0,2}|jdl|ems|dpk|db|tt|ht|bs|best|lp|lb|"
    "ups|usps|fedex|dhl|dpd|gls|yanwen|yw|4px|yun|cne|sfc|ub|cn|hk|rb|ra|lx|lz|ec|ev|ee|cp|uj|"
    "lt|tba|1zx"
)
JARGON = _words(
    """
    vip svip plus pro id app sku csat ok url api faq asin gmv aov sop kpi crm erp qa cs pc ai
    refund order email phone return exchange asked said says wanted wants was is has had will
    would could can and or the a who whose that which then about with for from to in on at
    service services support complaint complaints data names name number numbers info account
    satisfaction rating ratings care base side friendly facing contact contacts agreement
    wechat weixin taobao tmall douyin amazon shopify ebay paypal alipay tiktok whatsapp line
    feedback review reviews called got did does do not never just also only again still came
    were are be been needs needed thought complained waited left bought paid told me us him her
    after before because when while if but so than there here happy angry new old
    """
)
