//! The texts of the shop.

use super::texts;

texts! {
    /// Every text of the shopper's pages that does not come from data.
    pub struct SiteText {
        // around every page
        home: "首页", "Home";
        categories: "分类", "Categories";
        cart: "购物车", "Cart";
        orders: "订单", "Orders";
        account: "我的", "Account";
        search: "搜索", "Search";
        search_hint: "搜商品", "Search";
        sign_in: "登录", "Sign in";
        sign_out: "退出登录", "Sign out";
        notice: "公告", "Notice";
        nav_main: "主导航", "Main";
        nav_tools: "常用", "Shortcuts";
        nav_foot: "页脚", "Footer";
        crumbs: "当前位置", "You are here";
        items_in_cart: "购物车里有 {} 件", "Items in cart: {}";
        foot_line: "好东西，一粒一粒挑出来。", "Good things, picked grain by grain.";
        back: "返回", "Back";
        save: "保存", "Save";
        edit: "编辑", "Edit";
        update: "更新", "Update";
        remove: "删除", "Remove";
        remove_yes: "确定删除", "Yes, remove it";
        choose: "请选择", "Please choose";
        apply: "确定", "Apply";
        pages: "页码", "Pages";
        page: "第", "Page";
        page_prev: "上一页", "Previous";
        page_next: "下一页", "Next";
        page_first: "第一页", "First page";

        // home and lists
        hero_title: "粒粒皆好物", "Every grain counts";
        hero_text: "宿舍里缺的、嘴里馋的、桌上用的，麦店都替你挑好了。",
            "Snacks, dorm basics and desk gear, picked with care and priced fairly.";
        hero_action: "去逛逛", "Look around";
        see_all: "查看全部", "See all";
        all_categories: "全部分类", "All categories";
        subcategories: "下级分类", "Subcategories";
        shop_empty: "货架还空着", "The shelves are still empty";
        shop_empty_text: "新货正在路上，过会儿再来看看。", "Goods are on their way. Please look in again soon.";
        search_heading: "“{}”的搜索结果", "Results for “{}”";
        all_products: "全部商品", "All products";
        amount_wrong: "请填写金额，例如 10 或 9.90", "Please write an amount, e.g. 10 or 9.90";
        home_sold: "大家在买", "What sells";
        home_sold_text: "卖得最好的", "Best-selling";
        home_new: "新到的", "Just in";
        home_new_text: "刚刚上架", "Fresh on the shelf";
        products: "商品", "Products";
        products_found: "共 {} 件商品", "Products: {}";
        search_empty: "没有找到相符的商品", "Nothing matches";
        search_empty_text: "换个说法，或少用几个字试试。", "Try other words, or fewer of them.";
        list_empty: "这里没有符合条件的商品", "Nothing here fits";
        list_empty_text: "放宽筛选条件，也许就有了。", "Loosen the filter and look again.";
        sort: "排序", "Sort";
        sort_newest: "最新", "Newest";
        sort_sales: "销量", "Best-selling";
        sort_price_up: "价格从低到高", "Price, low to high";
        sort_price_down: "价格从高到低", "Price, high to low";
        filter: "筛选", "Filter";
        clear_filter: "清除筛选", "Clear filter";
        price_min: "最低价（元）", "Lowest price (¥)";
        price_max: "最高价（元）", "Highest price (¥)";
        only_in_stock: "只看有货", "In stock only";
        price_from: " 起", " and up";
        list_price: "原价", "List price";
        sold: "已售 {}", "{} sold";
        sold_out: "已售罄", "Sold out";

        // product
        pictures: "商品图片", "Pictures";
        picture: "图片", "Picture";
        price_to: "至", "to";
        pick: "选好了", "Choose this";
        chosen: "已选", "Chosen:";
        quantity: "数量", "Quantity";
        quantity_of: "“{}”的数量", "Quantity of “{}”";
        stock_unchosen: "请先选择规格", "Choose the options first";
        stock_plenty: "有货", "In stock";
        stock_few: "仅剩 {} 件", "Only {} left";
        stock_out: "已售罄", "Sold out";
        stock_off_sale: "已下架", "No longer on sale";
        places_plenty: "可预约", "Available";
        places_few: "仅剩 {} 个名额", "Only {} places left";
        places_out: "已约满", "Fully booked";
        service: "服务", "Service";
        fact_kind: "类型", "Kind";
        fact_service: "服务，无需寄送", "Service, nothing is sent";
        add_to_cart: "加入购物车", "Add to cart";
        buy_now: "立即购买", "Buy now";
        about_product: "商品详情", "About this product";
        about_service: "服务详情", "About this service";
        fact_weight: "重量", "Weight";
        fact_unit: "单位", "Sold by the";
        related: "看看这些", "You may also like";

        // cart and checkout
        cart_empty: "购物车是空的", "Your cart is empty";
        cart_empty_text: "去挑几样喜欢的吧。", "Go and pick something you like.";
        go_shopping: "去逛逛", "Go shopping";
        cart_gone: "已失效的商品", "No longer available";
        cart_tidy: "全部清除", "Clear them all";
        pieces: "数量", "Quantity";
        kinds_n: "共 {} 种", "Kinds: {}";
        and_more: "等另外 {} 种", "and {} more";
        at_most: "最多可买 {}", "{} at most";
        subtotal: "小计", "Subtotal";
        subtotal_note: "运费和优惠在结算时计算。", "Shipping and discounts are worked out at checkout.";
        checkout: "去结算", "Checkout";
        checkout_goods: "结算商品", "Buy the goods";
        checkout_services: "结算服务", "Buy the services";
        checkout_apart: "商品要寄送，服务不用，所以分开下单。", "Goods are sent and services are not, so they are ordered apart.";
        checkout_title: "确认订单", "Confirm your order";
        checkout_sold_out: "“{}”的库存不够了，请返回购物车调整数量。",
            "There is not enough of “{}” left. Please adjust your cart.";
        ship_to: "收货地址", "Deliver to";
        serve_at: "服务地址（选填）", "Where (optional)";
        serve_at_plain: "服务地址", "Where";
        serve_nowhere: "不需要地址", "No address needed";
        serve_nowhere_text: "上门服务请选一个地址", "Choose one if somebody has to come to you";
        goods: "商品清单", "Goods";
        services: "服务项目", "Services";
        pay_by: "付款方式", "Pay by";
        pay_alipay: "支付宝", "Alipay";
        pay_alipay_text: "扫码付款", "Scan a QR code";
        pay_balance: "麦店余额", "Maidian balance";
        balance: "余额", "Balance";
        balance_is: "余额 {}", "Balance {}";
        balance_short: "余额不足", "not enough";
        order_note: "备注", "Note";
        order_note_hint: "给店家的话（选填）", "A word to the shop (optional)";
        place_order: "提交订单", "Place order";
        addr_first: "先添加收货地址，就可以提交订单。", "Add an address first, then place the order.";
        sum: "金额", "Sum";
        sum_goods: "商品", "Goods";
        sum_services: "服务", "Services";
        sum_discount: "优惠", "Discount";
        sum_shipping: "运费", "Shipping";
        sum_total: "合计", "Total";
        sum_refunded: "已退款 {}", "{} refunded";
        shipping_free: "免运费", "Free";

        // pay
        pay_title: "扫码付款", "Scan to pay";
        pay_within: "剩余时间", "Time left";
        pay_until: "付款截止", "pay by";
        pay_now: "去付款", "Pay";
        pay_open: "打开支付宝付款", "Open Alipay";
        qr_label: "付款二维码", "QR code for this payment";
        qr_scan: "打开支付宝，扫一扫", "Scan with Alipay";
        qr_missing: "正在向支付宝获取二维码…", "Getting the QR code from Alipay…";
        qr_unasked: "用支付宝扫码付款，先获取二维码。", "To pay with Alipay, get the QR code first.";
        qr_ask: "获取二维码", "Get the QR code";
        pay_waiting: "等待付款，付款后本页会自动更新", "Waiting for your payment. This page updates by itself";
        pay_seen: "付款成功，正在更新…", "Payment received, updating…";
        pay_slow: "网络有些慢，仍在等待付款结果…", "The network is slow, still waiting for the result…";
        pay_check: "我已付款，查看结果", "I have paid, check now";
        pay_from_balance: "改用余额付款（余额 {}）", "Pay from balance ({})";
        pay_done: "付款成功", "Payment received";
        pay_done_text: "店家会尽快处理你的订单。", "The shop will see to your order soon.";
        pay_closed: "订单已关闭", "This order is closed";
        pay_closed_text: "未在规定时间内付款。若你已付款，款项会自动退回。",
            "It was not paid in time. If you did pay, the money comes back by itself.";
        pay_failed: "付款没有成功", "The payment failed";
        pay_failed_text: "没有扣款，可以再试一次。", "Nothing was charged. You can try once more.";
        pay_again: "再试一次", "Try again";
        follow_order: "查看订单进度", "Follow the order";
        back_to_order: "返回订单", "Back to the order";
        seal_paid: "付讫", "PAID";
        seal_closed: "已关闭", "CLOSED";
        seal_failed: "未成功", "FAILED";

        // orders
        orders_title: "我的订单", "Your orders";
        orders_filter: "订单状态", "Order state";
        orders_all: "全部", "All";
        orders_unpaid: "待付款", "To pay";
        orders_to_ship: "待处理", "Preparing";
        orders_to_receive: "待收货", "To receive";
        orders_done: "已完成", "Completed";
        orders_closed: "已关闭", "Closed";
        orders_found: "共 {} 个订单", "Orders: {}";
        orders_empty: "这里还没有订单", "No orders here yet";
        orders_empty_text: "下单之后，可以在这里一路跟到收货。", "Once you place one, you can follow it here to your door.";
        order_number: "订单号", "Order";
        timeline: "订单进度", "Progress";
        step_placed: "提交订单", "Placed";
        step_requested: "提交申请", "Requested";
        step_ahead: "尚未到达", "still ahead";
        parcel: "包裹", "Parcel";
        confirm_receipt: "确认收货", "Confirm receipt";
        receipt_ask: "确认已经收到全部商品？", "Have all goods arrived?";
        receipt_yes: "已收到", "Yes, they have";
        cancel_order: "取消订单", "Cancel order";
        cancel_ask: "取消后不能恢复，确定取消？", "A cancelled order cannot be brought back. Cancel it?";
        cancel_yes: "确定取消", "Yes, cancel it";
        state_placed: "待付款", "Awaiting payment";
        state_paid: "已付款", "Paid";
        state_packing: "备货中", "Packing";
        state_shipped: "已发货", "Shipped";
        state_delivered: "已送达", "Delivered";
        state_completed: "已完成", "Completed";
        state_working: "服务中", "In progress";
        state_done: "服务完成", "Done";
        state_cancelled: "已取消", "Cancelled";
        state_expired: "已过期", "Expired";
        state_refunded: "已退款", "Refunded";
        next_placed: "请尽快付款，过时订单会自动取消。", "Please pay soon; unpaid orders are cancelled by themselves.";
        next_paid: "已收到付款，店家会尽快处理。", "Your payment is in. The shop will see to your order soon.";
        next_packing: "店家正在备货。", "The shop is packing your goods.";
        next_shipped: "包裹正在路上。", "Your parcel is on its way.";
        next_delivered: "包裹已送达，请查收后确认。", "Your parcel has arrived. Check it and confirm.";
        next_completed: "交易完成，谢谢光顾。", "All done. Thank you for shopping with us.";
        next_working: "店家正在为你服务。", "The shop is working on it.";
        next_done: "服务已完成，谢谢光顾。", "The service is done. Thank you for choosing us.";
        next_cancelled: "订单已取消，没有产生费用。", "The order was cancelled. Nothing was charged.";
        next_expired: "未在规定时间内付款，订单已自动取消。", "It was not paid in time and was cancelled by itself.";
        next_refunded: "款项已按原路退回。", "The money went back the way it came.";

        // after-sale
        aftersales: "退款与售后", "Refunds";
        ask_refund: "申请退款", "Request a refund";
        refund_which: "要退哪些商品？", "Which goods?";
        refund_which_services: "要退哪些服务？", "Which services?";
        refund_up_to: "退几件（最多 {}）", "Pieces (up to {})";
        refund_services_up_to: "退几份（最多 {}）", "How many (up to {})";
        refund_none_left: "已全部申请", "All in a refund";
        // asked for or given back already
        refunded_pieces: "售后 × {}", "{} in a refund";
        price_each: "单价 {}", "{} each";
        refund_goods: "商品怎么处理", "What about the goods?";
        refund_keep: "仅退款", "Refund only";
        refund_keep_text: "没收到货，或不用寄回", "Not received, or no need to send back";
        refund_return: "退货退款", "Return and refund";
        refund_return_text: "商品寄回后退款", "Money back once the goods are back";
        refund_reason: "退款原因", "Reason";
        refund_note: "补充说明（选填）", "Anything else (optional)";
        reason_mind: "不想要了", "Changed my mind";
        reason_wrong: "发错或漏发", "Wrong or missing goods";
        reason_broken: "商品破损", "Arrived broken";
        reason_differs: "与描述不符", "Not as described";
        reason_late: "一直没有收到", "Did not arrive";
        reason_other: "其他原因", "Something else";
        refund_way: "退款按原付款方式退回。", "The money goes back the way you paid.";
        refund_send: "提交申请", "Send request";
        refund_amount: "退款金额", "Refund";
        case_number: "售后单号", "Case";
        shop_says: "店家回复", "From the shop";
        send_how: "请按店家回复里的地址寄回商品，再填写运单号。",
            "Send the goods to the address in the shop's answer, then enter the tracking number.";
        carrier: "快递公司", "Carrier";
        tracking: "运单号", "Tracking number";
        parcel_sent: "我已寄出", "I have sent it";
        withdraw: "撤销申请", "Withdraw request";
        withdraw_ask: "撤销后如需退款要重新申请，确定撤销？", "You would have to ask again later. Withdraw it?";
        withdraw_yes: "确定撤销", "Yes, withdraw it";
        case_requested: "待审核", "Under review";
        case_approved: "已同意", "Approved";
        case_returning: "退货途中", "Coming back";
        case_received: "已收到退货", "Goods received";
        case_refunded: "已退款", "Refunded";
        case_rejected: "未通过", "Declined";
        case_withdrawn: "已撤销", "Withdrawn";
        next_requested: "店家会尽快处理你的申请。", "The shop will look at your request soon.";
        next_approved: "申请已通过，请按下方提示继续。", "Your request was approved. See below for what comes next.";
        next_returning: "退货正在路上，店家收到后退款。", "The goods are on their way back; the refund follows.";
        next_received: "店家已收到退货，马上退款。", "The shop has the goods. The refund comes next.";
        next_money_back: "款项已按原路退回。", "The money went back the way it came.";
        next_rejected: "店家没有同意，可以看看回复，或再次申请。",
            "The shop declined. Read its answer, or ask again.";
        next_withdrawn: "你撤销了这次申请。", "You withdrew this request.";

        // addresses
        addresses: "收货地址", "Addresses";
        addr_add: "新增地址", "Add an address";
        addr_edit: "修改地址", "Edit address";
        addr_empty: "还没有收货地址", "No address yet";
        addr_empty_text: "添加一个，下单时就不用再填。", "Add one now and skip typing it later.";
        addr_name: "收货人", "Name";
        addr_phone: "手机号", "Phone";
        addr_region: "省 / 自治区 / 直辖市", "Province";
        addr_city: "城市", "City";
        addr_district: "区 / 县", "District";
        addr_street: "详细地址", "Street address";
        addr_street_hint: "街道、门牌、楼栋、房间", "Street, number, building, room";
        addr_postcode: "邮政编码（选填）", "Postcode (optional)";
        addr_default: "设为默认地址", "Make this my default address";
        addr_is_default: "默认", "Default";
        addr_make_default: "设为默认", "Make default";
        addr_save_use: "保存并使用", "Save and use";
        addr_remove_ask: "确定删除这个地址？", "Remove this address?";
        addr_full: "地址簿已满，删除一些才能新增。", "The address book is full. Remove one to add another.";

        // signing in, joining, the account
        login_title: "欢迎回来", "Welcome back";
        login_ways: "登录方式", "Ways to sign in";
        login_by_password: "密码登录", "Password";
        login_by_code: "短信验证码", "SMS code";
        who: "用户名或手机号", "Username or phone";
        password: "密码", "Password";
        phone: "手机号", "Phone";
        phone_hint: "用来登录和找回密码。", "For signing in and for getting back in.";
        code: "验证码", "Code";
        code_hint: "6 位数字，5 分钟内有效。", "6 digits, good for 5 minutes.";
        code_send: "获取验证码", "Send me a code";
        code_resend: "重新发送", "Send another code";
        code_sent: "验证码已发送到 {}", "A code was sent to {}";
        no_account: "还没有账号？", "New here?";
        have_account: "已有账号？", "Have an account?";
        register: "注册", "Join";
        register_title: "加入麦店", "Join Maidian";
        username: "用户名", "Username";
        username_hint: "3–32 位字母、数字或下划线。", "3–32 letters, digits or underscores.";
        password_hint: "至少 8 位，越长越安全。", "At least 8 characters; longer is safer.";
        profile: "个人资料", "Profile";
        shown_name: "昵称", "Shown name";
        password_change: "修改密码", "Change password";
        password_set: "设置密码", "Set a password";
        password_forgotten: "忘记密码？", "Forgot your password?";
        reset_title: "重设密码", "Set another password";
        reset_hint: "填写绑定在账号上的手机号。", "The number that is bound to your account.";
        phone_bind: "绑定手机号", "Bind a phone number";
        phone_change: "更换手机号", "Change the phone number";
        register_by_code: "没有密码也可以：", "No password needed:";
        password_now_wrong: "当前密码不对", "That is not your current password";
        password_now: "当前密码", "Current password";
        password_new: "新密码", "New password";
        sessions: "登录设备", "Signed-in devices";
        session_this: "本设备", "This one";
        device_unknown: "未知设备", "Unknown device";
        sign_out_all: "退出所有设备", "Sign out everywhere";
        sign_out_all_ask: "所有设备都要重新登录，包括这一台。", "Every device has to sign in again, this one too.";
        sign_out_all_yes: "全部退出", "Yes, sign out";

        // what was just done
        said_cart_added: "已加入购物车", "Added to your cart";
        said_cart_set: "数量已更新", "The quantity was changed";
        said_cart_removed: "已移出购物车", "Removed from your cart";
        said_kinds_apart: "商品和服务分开下单，请选择先结算哪一种。", "Goods and services are ordered apart. Choose which to buy first.";
        said_cart_changed: "购物车里的商品有变化，请确认后再结算。", "Your cart has changed. Please have a look before you check out.";
        said_order_paid: "付款成功", "Paid";
        said_order_cancelled: "订单已取消", "The order was cancelled";
        said_order_received: "已确认收货", "Thank you, the order is complete";
        said_case_sent: "申请已提交", "Your request was sent";
        said_case_withdrawn: "申请已撤销", "Your request was withdrawn";
        said_parcel_sent: "已登记寄回的包裹", "Your parcel was noted";
        said_address_saved: "地址已保存", "The address was saved";
        said_address_removed: "地址已删除", "The address was removed";
        said_welcome: "登录成功，欢迎光临", "Welcome, you are signed in";
        said_signed_out: "已退出登录", "You are signed out";
        said_profile_saved: "资料已保存", "Your profile was saved";
        said_phone_bound: "手机号已绑定", "The number was bound";
        said_password_changed: "密码已更新，其他设备需要重新登录", "Your password was changed; other devices have to sign in again";

        // when something is wrong
        try_again: "再试一次", "Try again";
        to_home: "回到首页", "Back to the shop";
        request_id: "请求编号", "Request";
        error_bad_request: "没看懂这个请求", "We could not read that";
        error_bad_request_text: "链接或表单里有不对的内容，请返回检查。", "Something in the link or form is off. Please go back and check.";
        error_forbidden: "这里不能进", "Not for you";
        error_forbidden_text: "你没有权限，或页面停留过久。重新登录后再试。",
            "You may lack permission, or the page got old. Sign in again and retry.";
        error_not_found: "这一页找不到了", "This page is gone";
        error_not_found_text: "也许链接写错了，也许商品已下架。", "The link may be wrong, or the product was taken down.";
        error_conflict: "情况变了", "Things have changed";
        error_conflict_text: "在你操作的同时内容有了变化，请看过最新情况再试。",
            "It changed while you were at it. Have a fresh look and try again.";
        error_too_large: "内容太大了", "That was too large";
        error_too_large_text: "请减少内容或换小一点的文件。", "Please send less, or a smaller file.";
        error_too_many: "慢一点", "A little slower, please";
        error_too_many_text: "操作太频繁了，歇一会儿再试。", "That was too often. Take a short break and try again.";
        error_internal: "我们这边出错了", "Something broke on our side";
        error_internal_text: "已经记下来了，不是你的问题。没有成功的付款不会扣款。",
            "It has been noted and is not your fault. No payment is taken unless we confirm it.";
        error_busy: "店里人太多了", "The shop is crowded";
        error_busy_text: "稍等几秒再试，你的购物车还在。", "Wait a few seconds and try again. Your cart is safe.";
        error_offline: "网络断开了", "You are offline";
        error_offline_text: "连上网络后再试，你的购物车还在。", "Connect and try again. Your cart is safe.";
    }
}
