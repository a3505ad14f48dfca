"""Holders of office in the real world whom an exercise must not make act or speak: names that L17 looks for."""

from typing import Final

NAMES: Final = (
    "Donald Trump", "President Trump", "J.D. Vance", "JD Vance", "Marco Rubio", "Pete Hegseth", "Joe Biden", "President Biden",
    "Xi Jinping", "President Xi", "Wang Yi", "Li Qiang", "Dong Jun", "Zhang Youxia",
    "Takaichi", "Sanae Takaichi", "Shigeru Ishiba", "Fumio Kishida", "Shinzo Abe",
    "Lai Ching-te", "William Lai", "President Lai", "Wellington Koo", "Tsai Ing-wen", "Bi-khim Hsiao",
    "Vladimir Putin", "Kim Jong Un", "Lee Jae-myung", "António Guterres",
    "トランプ大統領", "バイデン大統領", "習近平", "习近平", "王毅", "李強", "李强", "高市早苗", "高市首相", "高市総理", "石破茂",
    "岸田文雄", "安倍晋三", "頼清徳", "賴清德", "赖清德", "蔡英文", "蕭美琴", "萧美琴", "特朗普", "川普", "拜登", "プーチン", "普京", "普丁",
)  # fmt: skip
"""Kept short on purpose: whoever signs, orders or speaks for a government of these stories. Names alone are not
looked for where they are common words."""
