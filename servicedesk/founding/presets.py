"""What most companies begin with: departments, promises, countries. Plain data; everything can be changed later."""

from dataclasses import dataclass

from ui.bilingual import both

Text = dict[str, str]


@dataclass(frozen=True)
class Preset:
    """A department as it usually is; `area` is the gallery's word for it, and its short name."""

    area: str
    name: Text
    team: Text
    icon: str
    confidential: bool = False
    is_service_desk: bool = False


DEPARTMENTS = (
    Preset(
        "it", both("Information technology", "信息技术部"), both("Service desk", "服务台"), "monitor-cog",
        is_service_desk=True,
    ),
    Preset("hr", both("Human resources", "人力资源部"), both("HR services", "人事服务组"), "heart-handshake", True),
    Preset("finance", both("Finance", "财务部"), both("Accounting", "会计组"), "landmark"),
    Preset("facilities", both("Facilities", "行政设施部"), both("Workplace", "办公环境组"), "building-2"),
    Preset("procurement", both("Procurement", "采购部"), both("Buying", "采购组"), "shopping-cart"),
    Preset("legal", both("Legal", "法务部"), both("Counsel", "法律顾问组"), "scale", True),
)  # fmt: skip
OTHER = Preset("other", both("", ""), both("", ""), "store")

# Who does the work of a department that the company doesn't have.
STANDS_IN = {
    "procurement": ("finance", "facilities"),
    "legal": ("hr", "finance"),
    "facilities": ("it", "hr"),
    "finance": ("hr",),
    "hr": ("finance",),
    "it": ("facilities",),
}


@dataclass(frozen=True)
class Promise:
    """A service level in working days; `days` for each priority that differs, "default" for the others."""

    slug: str
    name: Text
    days: dict[str, tuple[float, float]]
    for_incidents: bool = False


PROMISES = (
    Promise(
        "fault",
        both("Fault repair", "故障修复"),
        {"1": (0.05, 0.5), "2": (0.125, 1), "3": (0.5, 3), "default": (1, 6)},
        for_incidents=True,
    ),
    Promise("quick", both("Within a working day", "一个工作日内"), {"1": (0.125, 0.5), "default": (0.5, 1)}),
    Promise("standard", both("Within a week", "一周内"), {"1": (0.25, 1), "default": (1, 5)}),
    Promise("fortnight", both("Within two weeks", "两周内"), {"default": (2, 10)}),
)

COUNTRIES = (
    ("AT", both("Austria", "奥地利")),
    ("AU", both("Australia", "澳大利亚")),
    ("BR", both("Brazil", "巴西")),
    ("CA", both("Canada", "加拿大")),
    ("CH", both("Switzerland", "瑞士")),
    ("CN", both("Mainland China", "中国大陆")),
    ("CZ", both("Czechia", "捷克")),
    ("DE", both("Germany", "德国")),
    ("DK", both("Denmark", "丹麦")),
    ("ES", both("Spain", "西班牙")),
    ("FR", both("France", "法国")),
    ("GB", both("United Kingdom", "英国")),
    ("HK", both("Hong Kong", "中国香港")),
    ("IE", both("Ireland", "爱尔兰")),
    ("IN", both("India", "印度")),
    ("IT", both("Italy", "意大利")),
    ("JP", both("Japan", "日本")),
    ("NL", both("Netherlands", "荷兰")),
    ("PL", both("Poland", "波兰")),
    ("SE", both("Sweden", "瑞典")),
    ("SG", both("Singapore", "新加坡")),
    ("US", both("United States", "美国")),
)
