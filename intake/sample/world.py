"""The invented company behind the sample data: its shops, channels, categories and products.

Constants only. The brand, its shops, products and people exist nowhere else.
"""

from dataclasses import dataclass

from base.language import Bilingual


@dataclass(frozen=True)
class SampleShop:
    """A shop of the sample; `platform` as storage keeps it."""

    name: Bilingual
    platform: str


FLAGSHIP = SampleShop(Bilingual("山茶旗舰店", "Camellia Flagship"), "tmall")
DOUYIN_SHOP = SampleShop(Bilingual("山茶抖音店", "Camellia Douyin"), "douyin")
SAMPLE_SHOPS = (FLAGSHIP, DOUYIN_SHOP)

# Channels of chats and orders by code, and the shop that sells there.
TMALL, JD, DOUYIN = 0, 1, 2
CHANNELS = ("天猫", "京东", "抖音")
SHOP_OF_CHANNEL = (FLAGSHIP, FLAGSHIP, DOUYIN_SHOP)

PRE_SALES, AFTER_SALES, LIVE = 0, 1, 2
SAMPLE_TEAMS = (
    Bilingual("售前组", "Pre-sales"),
    Bilingual("售后组", "After-sales"),
    Bilingual("抖音组", "Douyin"),
)

# Inquiry categories by code (the monthly report's taxonomy, orders split as shops here split them).
PRODUCT, PROMOTION, ORDER, LOGISTICS, RETURNS, QUALITY = range(6)
CATEGORIES = (
    Bilingual("商品咨询", "Product questions"),
    Bilingual("促销活动", "Promotions"),
    Bilingual("订单", "Orders"),
    Bilingual("物流", "Logistics"),
    Bilingual("退换货", "Returns and exchanges"),
    Bilingual("产品质量", "Product quality"),
)

COUNTRIES = (
    Bilingual("中国", "China"),
    Bilingual("新加坡", "Singapore"),
    Bilingual("马来西亚", "Malaysia"),
)


@dataclass(frozen=True)
class Product:
    """Something the shops sell; `price` in yuan, best sellers first."""

    code: str
    name: Bilingual
    price: int


PRODUCTS = tuple(
    Product(f"SC{at + 101}", Bilingual(zh, en), price)
    for at, (zh, en, price) in enumerate(
        (
            ("长绒棉毛巾两条装", "Cotton towels, pair", 49),
            ("云绵枕头", "Cloud pillow", 89),
            ("水洗棉四件套", "Washed cotton bedding set", 269),
            ("山茶香薰蜡烛", "Camellia scented candle", 69),
            ("纱布浴巾", "Muslin bath towel", 79),
            ("棉麻抱枕套", "Linen cushion cover", 39),
            ("夏凉被", "Summer quilt", 189),
            ("天丝床笠", "Lyocell fitted sheet", 159),
            ("法兰绒毛毯", "Flannel blanket", 129),
            ("儿童睡袋", "Kids' sleeping bag", 169),
            ("乳胶枕", "Latex pillow", 199),
            ("华夫格浴袍", "Waffle bathrobe", 229),
            ("双层纱睡衣", "Double gauze pyjamas", 179),
            ("桑蚕丝眼罩", "Silk eye mask", 59),
            ("加厚羊羔绒被", "Sherpa winter quilt", 329),
            ("防滑浴室地垫", "Non-slip bath mat", 45),
            ("桑蚕丝枕套", "Silk pillowcase", 149),
            ("亚麻桌布", "Linen tablecloth", 119),
            ("白鹅绒被", "Goose down quilt", 899),
            ("礼盒装毛巾", "Towel gift box", 139),
        )
    )
)
