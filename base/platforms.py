"""What the platforms shops sell on are called, by the keys that storage keeps."""

from collections.abc import Mapping
from types import MappingProxyType

from base.language import Bilingual

PLATFORM_NAMES: Mapping[str, Bilingual] = MappingProxyType(
    {
        "tmall": Bilingual("天猫", "Tmall"),
        "taobao": Bilingual("淘宝", "Taobao"),
        "jd": Bilingual("京东", "JD"),
        "pinduoduo": Bilingual("拼多多", "Pinduoduo"),
        "douyin": Bilingual("抖音", "Douyin"),
        "kuaishou": Bilingual("快手", "Kuaishou"),
        "xiaohongshu": Bilingual("小红书", "Xiaohongshu"),
        "wechat": Bilingual("微信小店", "WeChat"),
        "amazon": Bilingual("亚马逊", "Amazon"),
        "shopee": Bilingual("虾皮", "Shopee"),
        "lazada": Bilingual("来赞达", "Lazada"),
        "tiktok": Bilingual("TikTok", "TikTok"),
        "shopify": Bilingual("独立站", "Shopify"),
        "ebay": Bilingual("eBay", "eBay"),
    }
)


def platform_name(key: str) -> Bilingual:
    """Return a platform's name, its key where it is none of the usual ones."""
    return PLATFORM_NAMES.get(key, Bilingual(key, key))
