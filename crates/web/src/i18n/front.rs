//! The texts of the desk's pages about the front of the shop.

use super::texts;

texts! {
    /// Every text of these pages that does not come from data.
    pub struct FrontText {
        home_text: "从上到下就是首页的样子。相邻的横幅并成一行轮播。", "From the top down, as the home page is. Banners beside each other are one row.";
        home_plain: "还没有编排过，首页显示默认栏目。", "Nobody has composed it yet: this is what a new shop shows.";
        revision_n: "第 {} 版", "Revision {}";
        block_n: "第 {} 栏", "Block {}";
        block_more: "文字、内容与时间", "Words, content and time";
        block_off: "未显示", "Not shown";
        place: "顺序", "Place";
        is_on: "显示", "Shown";
        title_zh: "中文标题", "Title in Chinese";
        title_en: "英文标题", "Title in English";
        title_hint: "留空则用栏目自己的名字", "Empty: the name that the section has by itself";
        subtitle_zh: "中文副标题", "Line below in Chinese";
        subtitle_en: "英文副标题", "Line below in English";
        link: "链接", "Leads to";
        link_hint: "本店的路径，例如 /c/7", "A path of this shop such as /c/7";
        picked: "商品", "Products";
        picked_hint: "商品编号或链接，每行一个，最多 20 个", "Ids or links, one a line, at most 20";
        category: "分类", "Category";
        category_none: "请选择", "Please choose";
        count: "最多几件", "At most";
        from: "开始", "From";
        until: "结束", "Until";
        window_hint: "北京时间，留空则不限", "UTC+8; empty for no limit";
        removes: "删除这一栏", "Remove this block";
        add: "添加栏目", "Add a block";
        add_kind: "栏目", "Kind";
        banner_add: "上传横幅图片", "Add a banner with a picture";
        banner_hint: "宽高比约 2 比 1，最大 10 MB；先不显示，写好文字再打开。",
            "About 2 by 1, at most 10 MB. Not shown until you have written its words.";
        banner_new: "新横幅", "A new banner";
        look: "看看首页", "See the home page";
        kind_banner: "横幅", "Banner";
        kind_categories: "分类导航", "Categories";
        kind_new: "新品", "New";
        kind_hot: "热门", "Hot";
        kind_recommended: "推荐", "Recommended";
        kind_category: "分类专区", "A category";
        announce: "发布公告", "Announce";
        announcements_none: "还没有公告。", "Nothing has been announced.";
        announcement: "公告", "Announcement";
        body_zh: "中文正文", "Text in Chinese";
        body_en: "英文正文", "Text in English";
        level: "类型", "Kind";
        level_info: "通知", "Notice";
        level_good: "喜讯", "Good news";
        level_warn: "提醒", "Warning";
        where_shown: "显示位置", "Where";
        place_everywhere: "所有页面", "Every page";
        place_home: "仅首页", "The home page";
        window: "时间", "When";
        window_none: "一直显示", "Always";
        now_shown: "显示中", "Shown now";
        now_ahead: "未开始", "Not yet";
        now_over: "已结束", "Over";
        remove_ask: "删除后，打开着的页面也会立即收起。", "Open pages take it away at once.";
    }
}
