//! The texts of the desk.

use super::texts;

texts! {
    /// Every text of the pages of staff that does not come from data.
    pub struct DeskText {
        // around every page
        desk: "工作台", "Desk";
        desk_title: "麦店工作台", "Maidian desk";
        nav_main: "工作台菜单", "Desk menu";
        menu: "菜单", "Menu";
        find: "查找", "Find";
        find_order: "订单号", "Order number";
        to_shop: "去商城", "To the shop";
        to_dashboard: "回到总览", "To the overview";
        to_door: "前往工作台登录", "To the desk's door";
        sign_in: "登录", "Sign in";
        sign_out: "退出登录", "Sign out";
        foot_times: "时间均为北京时间（UTC+8）", "All times are in UTC+8";
        request_id: "请求编号", "Request";
        login_title: "工作台登录", "Sign in to the desk";
        login_text: "仅限有岗位的员工使用，所有操作都会被记录。", "For staff with a role. Everything done here is recorded.";
        login_who: "用户名或手机号", "Username or phone";
        login_password: "密码", "Password";
        login_no_role: "这个账号没有工作台的岗位。", "This account has no role at the desk.";
        pages: "翻页", "Pages";
        page_first: "回到最新", "Newest";
        page_older: "更早的", "Older";
        queues: "状态", "State";
        actions: "操作", "Actions";
        save: "保存", "Save";
        saved: "已保存。", "Saved.";
        done: "已完成。", "Done.";
        add: "添加", "Add";
        back: "返回", "Back";
        show: "查看", "Show";
        remove: "删除", "Remove";
        remove_yes: "确定删除", "Yes, remove it";
        retry: "重试", "Try again";
        yes: "是", "Yes";
        no: "否", "No";
        id: "编号", "Id";
        kind: "类型", "Kind";
        state: "状态", "State";
        time: "时间", "Time";
        number: "单号", "Number";
        amount: "金额", "Amount";
        quantity: "数量", "Quantity";
        price: "售价", "Price";
        total: "合计", "Total";
        reason: "原因", "Reason";
        note: "备注", "Note";
        currency: "币种", "Currency";
        created_at: "创建时间", "Created";
        finished_at: "完成时间", "Finished";
        step_ahead: "未到", "ahead";

        // sections
        dashboard: "总览", "Overview";
        orders: "订单", "Orders";
        aftersales: "售后", "After-sale";
        products: "商品", "Products";
        categories: "分类", "Categories";
        searches: "搜索与同义词", "Searches";
        stock: "库存", "Stock";
        home_page: "首页编排", "Home page";
        announcements: "公告", "Announcements";
        notices: "支付通知", "Payment inbox";
        refunds: "退款", "Refunds";
        ledger: "账本", "Ledger";
        users: "用户", "Users";
        messages: "短信与邮件", "SMS and mail";
        jobs: "后台任务", "Jobs";
        record: "操作记录", "Staff record";
        audit: "账目审计", "Audit";

        // overview
        today: "今天", "Today";
        revenue: "成交额", "Revenue";
        orders_placed: "下单", "Placed";
        orders_paid: "付款", "Paid";
        waits_for_you: "等待处理", "Waiting for somebody";
        to_begin: "待处理", "To begin";
        to_finish: "服务中", "Services in progress";
        to_ship: "待发货", "To ship";
        cases_open: "待审售后", "Cases to decide";
        cases_returning: "退货在途", "Returns on the way";
        refunds_broken: "退款失败", "Refunds refused";
        jobs_dead: "任务失败", "Dead jobs";
        jobs_overdue: "任务逾期", "Overdue jobs";
        last_days: "最近 14 天", "The last 14 days";
        last_days_table: "最近 14 天明细", "The last 14 days in numbers";
        chart_orders: "每日订单：下单与付款", "Orders a day: placed and paid";
        chart_revenue: "每日成交额（{}）", "Revenue a day ({})";
        chart_hint_orders: "下单 {}，付款 {}", "{} placed, {} paid";
        day: "日期", "Day";
        nothing_permitted: "你的岗位暂时没有可用的功能，请联系管理员。",
            "Your role permits nothing here yet. Please ask an administrator.";

        show_moved: "有变动，点此显示", "Something changed: show it";

        // orders
        order: "订单", "Order";
        orders_none: "这里没有订单", "No orders here";
        order_missed: "没有订单号为“{}”的订单。", "There is no order “{}”.";
        orders_newest: "最近的订单", "Newest orders";
        lines_n: "{} 行", "Lines: {}";
        recipient: "收件人", "Deliver to";
        placed_at: "下单时间", "Placed";
        refunded: "已退", "Refunded";
        pack: "开始备货", "Start packing";
        pack_text: "已付款，等待备货。", "Paid. The goods are to be packed.";
        ship: "确认发货", "Ship";
        carrier: "快递公司", "Carrier";
        tracking: "运单号", "Tracking number";
        deliver: "标记送达", "Mark delivered";
        deliver_text: "包裹已发出；确认对方收到后标记。", "The parcel has left. Mark it once it has arrived.";
        work: "开始服务", "Start work";
        work_text: "已付款，等待开始服务。", "Paid. The service is to be begun.";
        finish: "标记完成", "Mark done";
        finish_text: "服务正在进行；完成后标记，款项随即结算。", "In progress. Mark it once it is done; then the money is earned.";
        serve_at: "服务地址", "Where";
        recipient_none: "买家没有填地址。", "The buyer named no address.";
        parcel: "物流", "Parcel";
        buyer: "买家", "Buyer";
        buyer_note: "买家留言", "Buyer's note";
        timeline: "进度", "Progress";
        goods: "商品", "Goods";
        claimed_n: "售后 {}", "claimed {}";
        payments: "付款记录", "Payments";
        payments_none: "还没有付款记录。", "Nobody has tried to pay yet.";
        method: "方式", "Method";
        trade_no: "交易号", "Trade number";
        settled: "已结算", "Settled";
        flash_packed: "订单已开始备货。", "The order is being packed.";
        flash_shipped: "订单已发货。", "The order has been shipped.";
        flash_delivered: "订单已标记送达。", "The order is marked as delivered.";
        flash_work_begun: "服务已开始。", "The service has begun.";
        flash_finished: "服务已完成，款项已结算。", "The service is done; the money is earned.";
        order_placed: "待付款", "To be paid";
        order_paid: "已付款", "Paid";
        order_packing: "备货中", "Packing";
        order_shipped: "已发货", "Shipped";
        order_delivered: "已送达", "Delivered";
        order_completed: "已完成", "Completed";
        order_working: "服务中", "In progress";
        order_done: "服务完成", "Done";
        order_cancelled: "已取消", "Cancelled";
        order_expired: "超时关闭", "Expired";
        order_refunded: "已退款", "Refunded";
        step_placed: "下单", "Placed";
        step_paid: "付款", "Paid";
        step_packing: "备货", "Packing";
        step_shipped: "发货", "Shipped";
        step_delivered: "送达", "Delivered";
        step_completed: "完成", "Completed";
        step_working: "服务中", "In progress";
        step_done: "服务完成", "Done";
        payment_created: "已创建", "Created";
        payment_waiting: "等待扫码", "Waiting";
        payment_succeeded: "成功", "Succeeded";
        payment_closed: "已关闭", "Closed";
        payment_failed: "失败", "Failed";
        method_alipay: "支付宝", "Alipay";
        method_balance: "余额", "Balance";

        // after-sale
        cases_none: "这里没有售后单", "No cases here";
        case_facts: "售后信息", "About the case";
        goods_back: "退货", "Goods come back";
        parcel_back: "退货物流", "Parcel on its way back";
        answer: "答复买家", "Answer to the buyer";
        photos: "买家照片", "Photos of the buyer";
        photo: "照片 {}", "Photo {}";
        answer_hint: "买家会看到这段话。", "The buyer will read this.";
        answer_given: "已答复", "Answer given";
        approve_refund: "同意退款 {}", "Approve and refund {}";
        approve_return: "同意退货", "Approve the return";
        reject: "拒绝", "Reject";
        receive: "确认收货并退款 {}", "Goods are back, refund {}";
        receive_text: "收到退回的商品后确认：库存恢复，款项原路退回。",
            "Confirm once the goods are here: they can be sold again, and the money goes back the way it came.";
        refund_amount: "退款金额", "To be refunded";
        flash_approved: "售后单已同意。", "The case is approved.";
        flash_rejected: "售后单已拒绝。", "The case is rejected.";
        flash_received: "已确认收货，退款进行中。", "The goods are back; the refund is on its way.";
        case_requested: "待审核", "To be decided";
        case_approved: "已同意", "Approved";
        case_returning: "退货中", "On its way back";
        case_received: "已收货", "Received";
        case_refunded: "已退款", "Refunded";
        case_rejected: "已拒绝", "Rejected";
        case_withdrawn: "已撤回", "Withdrawn";

        // refunds
        refunds_none: "这里没有退款", "No refunds here";
        refund_pending: "处理中", "On its way";
        refund_succeeded: "已到账", "Arrived";
        refund_failed: "失败", "Refused";
        flash_refund_retried: "退款将重新发起。", "The refund will be tried again.";

        // payment inbox
        notices_text: "支付平台发来的每一条通知，原样保存，逐项核对。",
            "Every notification from the payment gateway, kept as it came and checked point by point.";
        notices_none: "还没有收到通知", "No notifications yet";
        notice_facts: "通知信息", "About the notification";
        outcome: "结论", "Outcome";
        trade: "商户订单号", "Our number";
        checks: "核对", "Checks";
        check_signature: "签名", "Signature";
        check_app: "应用", "App";
        check_seller: "收款方", "Seller";
        check_amount: "金额", "Amount";
        check_currency: "币种", "Currency";
        check_fresh: "未重复", "First time";
        check_passed: "通过", "passed";
        check_failed: "未通过", "failed";
        check_open: "未核对", "not reached";
        notice_applied: "已入账", "Applied";
        notice_known: "重复", "Known";
        notice_ignored: "忽略", "Ignored";
        notice_rejected: "拒绝", "Rejected";
        note_paid: "订单已付款。", "The order took the money.";
        note_revived: "订单过期后收到款，库存还在，已恢复。", "The order had been given up; it was brought back.";
        note_refused: "订单不能再收款，款项将退回。", "The order could not take the money; it goes back.";
        note_stranger: "应用或收款方不是本店。", "Meant for another app or seller.";
        note_no_payment: "没有这笔付款。", "There is no such payment.";
        note_amount: "金额或币种与应付的不符。", "Amount or currency differ from what was asked.";
        source: "来源", "Source";
        notify_id: "通知编号", "Notification id";
        handled_at: "处理时间", "Judged";
        fields: "内容", "What it says";
        raw_body: "原文", "As it came";
        replay: "重新核对", "Judge again";
        replay_text: "按现在的规则再核对一次；已入账的不会重复入账。",
            "Judges it as if it came now. Money that was booked is not booked twice.";
        flash_replayed: "已重新核对。", "Judged again.";

        // products
        product: "商品", "Product";
        product_new: "新建商品", "New product";
        all_products: "全部商品", "All products";
        find_product: "商品名称", "Words of the title";
        products_n: "共 {} 件", "Products: {}";
        products_none: "没有找到商品", "No products found";
        products_here: "查看该分类的商品", "Products in this category";
        on_sale: "销售状态", "On sale";
        is_on_sale: "在售", "On sale";
        is_off_sale: "已下架", "Off sale";
        put_on: "上架", "Put on sale";
        take_off: "下架", "Take off sale";
        sale_both: "全部", "All";
        sales: "销量", "Sold";
        see_in_shop: "在商城查看", "See it in the shop";
        about_product: "基本信息", "About it";
        title_zh: "名称（中文）", "Title (Chinese)";
        title_en: "名称（英文）", "Title (English)";
        subtitle_zh: "副标题（中文）", "Subtitle (Chinese)";
        subtitle_en: "副标题（英文）", "Subtitle (English)";
        description_zh: "详情（中文）", "Description (Chinese)";
        description_en: "详情（英文）", "Description (English)";
        kind_goods: "商品", "Goods";
        kind_service: "服务", "Service";
        kind_hint: "商品要寄送，服务不用；售出过就不能再改。", "Goods are sent, services are not. Fixed once one was sold.";
        handle: "标识", "Handle";
        handle_hint: "唯一，用于网址和导入导出，如 rolled-oats。", "Unique; for addresses, imports and exports, such as rolled-oats.";
        category: "分类", "Category";
        category_none: "未分类", "None";
        unit: "单位", "Unit";
        unit_hint: "如 件、瓶", "Such as piece or bottle";
        tags: "标签", "Tags";
        tags_hint: "用逗号分隔，最多 20 个。", "Separated by commas, at most 20.";
        options: "规格项", "Options";
        options_text: "最多 3 项；每行一个值，中英文用 / 分开。没有规格就留空。",
            "At most three; one value a line, Chinese / English. Leave them empty for a product without options.";
        option_n: "规格项 {}", "Option {}";
        option_name_zh: "名称", "Name (zh)";
        option_name_en: "英文名称", "Name (en)";
        option_values: "可选值", "Values";
        option_values_hint: "红色 / red", "红色 / red";
        make_grid: "生成规格表", "Make the table";
        make_grid_text: "按规格项重新排出下表，已填的内容会保留；此时还没有保存。",
            "Lays the table below out anew and keeps what was filled in. Nothing is saved yet.";
        grid_made: "规格表已重新生成，请核对后保存。", "The table was made anew. Please check it, then save.";
        grid_stale: "规格项有变化，下表已重新排列，请核对后再保存。",
            "The options have changed, so the table was laid out anew. Please check it and save again.";
        grid_large: "组合超过 {} 个，请减少可选值。", "There would be more than {} combinations. Please use fewer values.";
        skus: "规格与价格", "SKUs and prices";
        sku_keep: "启用", "Use";
        sku_options: "规格", "Options";
        sku_single: "单一规格", "Without options";
        code: "编码", "Code";
        list_price: "原价", "List price";
        weight_g: "重量（克）", "Weight (g)";
        barcode: "条码", "Barcode";
        amount_wrong: "金额格式不正确", "is not an amount";
        number_wrong: "须为整数", "is not a whole number";
        pictures: "图片", "Pictures";
        pictures_add: "添加图片", "Add a picture";
        pictures_hint: "JPEG、PNG、WebP 或 GIF，不超过 10 MB；上传后会重新编码。",
            "JPEG, PNG, WebP or GIF of at most 10 MB. It is re-encoded.";
        picture_cover: "封面", "Cover";
        picture_first: "设为封面", "Make it the cover";
        picture_elsewhere: "外部图片（未抓取）", "Elsewhere (not fetched)";
        upload: "上传", "Upload";
        flash_created: "已创建。现在可以添加图片。", "Created. You can add pictures now.";
        flash_on_sale: "已上架。", "It is on sale now.";
        flash_off_sale: "已下架。", "It is off sale now.";

        // searches
        queries_popular: "热门", "Popular";
        queries_rising: "上升", "Rising";
        queries_vain: "无结果", "Found nothing";
        queries_week: "最近一周的搜索", "Searches of the last week";
        queries_none: "还没有人搜索过", "Nobody has searched yet";
        query: "搜索词", "Query";
        query_searches: "次数", "Searches";
        query_found: "找到", "Found";
        synonym_begin: "设同义词", "Add synonyms";
        synonyms: "同义词", "Synonyms";
        synonyms_text: "搜其中任何一个词，都会找到写着其他词的商品。", "Whoever searches for one of them finds goods with any of them.";
        synonym_new: "新的一组", "A new group";
        synonym_hint: "用顿号或逗号隔开，2 到 20 个词", "Two to twenty words, with commas between";

        // categories
        category_tree: "分类树", "The tree";
        categories_none: "还没有分类", "No categories yet";
        category_new: "新建分类", "New category";
        name_zh: "名称（中文）", "Name (Chinese)";
        name_en: "名称（英文）", "Name (English)";
        parent: "上级分类", "Parent";
        parent_none: "（顶级）", "(top)";
        rename: "改名", "Rename";
        move_category: "移动", "Move";
        position: "排在第几位", "Position";
        position_hint: "在同级分类中的位置，从 1 开始。", "Among its siblings, from 1.";
        subcategories: "下级分类", "Subcategories";
        subcategories_none: "没有下级分类。", "There are none.";
        category_remove_ask: "只有空的分类可以删除。", "Only an empty category can be removed.";

        // stock
        sku: "规格", "SKU";
        find_sku: "商品名称或编码", "Title or code";
        skus_none: "没有找到规格", "No SKUs found";
        available: "可售", "Available";
        reserved: "已锁定", "Reserved";
        sold: "已售", "Sold";
        received: "累计入库", "Received";
        stock_set: "盘点", "Set the level";
        stock_set_text: "填写实际数到的可售数量；差额会记入流水。",
            "Enter how many can be sold, as counted. The difference becomes a movement.";
        stock_counted: "可售数量", "Available, as counted";
        stock_note_hint: "如 到货、盘亏", "Such as: delivery, found missing";
        movements: "库存流水", "Movements";
        movements_none: "还没有流水。", "There are none yet.";
        available_change: "可售变化", "Change of available";
        stock_receive: "入库", "Received";
        stock_reserve: "下单锁定", "Reserved";
        stock_release: "释放", "Released";
        stock_take: "售出", "Sold";
        stock_retake: "补扣售出", "Sold after all";
        stock_return: "退货入库", "Returned";
        flash_stock: "库存已更新。", "The level is set.";

        // ledger
        ledger_text: "复式记账：每笔转账借贷相等，只增不改。", "Double entry: every transfer balances, and none is ever changed.";
        ledger_none: "账本还是空的。", "The books are empty.";
        book_totals: "各科目余额", "Books";
        book: "科目", "Book";
        accounts: "账户数", "Accounts";
        account: "账户", "Account";
        balance: "余额", "Balance";
        statement: "账户明细", "Statement";
        bucket: "分桶", "Bucket";
        bucket_hint: "平台账户按分桶分开，0 到 255。", "The platform has one account a bucket, 0 to 255.";
        bucket_wrong: "须为 0 到 255", "must be 0 to 255";
        user_or_phone: "用户名或手机号", "Username or phone";
        who_hint: "查用户自己的账户时填写。", "Only for a user's own account.";
        user_missing: "没有这个用户", "There is no such user";
        transfers: "转账记录", "Transfers";
        transfers_none: "这里没有转账", "No transfers here";
        transfer: "转账", "Transfer";
        entries: "分录", "Entries";
        entries_none: "这个账户还没有分录", "This account has no entries";
        entry_amount: "贷（借）", "Credit (debit)";
        balance_after: "余额", "Balance after";
        platform: "平台", "Platform";
        key: "幂等键", "Key";
        book_wallet: "用户余额", "Wallets";
        book_alipay: "支付宝", "Alipay";
        book_escrow: "待结算", "Escrow";
        book_sales: "销售收入", "Sales";
        book_refunds_due: "应退款", "Refunds due";
        book_capital: "投入资金", "Capital";
        transfer_payment: "付款", "Payment";
        transfer_settlement: "结算", "Settlement";
        transfer_refund_promise: "承诺退款", "Refund promised";
        transfer_refund_paid: "退款到账", "Refund paid";
        transfer_opening: "期初", "Opening";

        // users
        users_none: "没有找到用户", "No users found";
        user_facts: "用户信息", "About the user";
        username: "用户名", "Username";
        display_name: "昵称", "Display name";
        phone: "手机号", "Phone";
        joined_at: "注册时间", "Joined";
        roles: "岗位", "Roles";
        role: "岗位", "Role";
        roles_none: "没有岗位。", "No role.";
        grant: "授予", "Grant";
        revoke: "收回", "Revoke";
        lock_title: "停用账号", "Lock the account";
        lock: "停用", "Lock";
        lock_yes: "确定停用", "Yes, lock it";
        lock_text: "停用后立即退出所有设备，也不能再登录。", "Every session ends at once, and nobody can sign in to it.";
        unlock: "恢复", "Unlock";
        unlock_text: "账号已停用，恢复后可以重新登录。", "The account is locked. Unlocked, it can sign in again.";
        flash_granted: "岗位已授予。", "The role is granted.";
        flash_revoked: "岗位已收回。", "The role is revoked.";
        flash_locked: "账号已停用。", "The account is locked.";
        flash_unlocked: "账号已恢复。", "The account is unlocked.";
        user_active: "正常", "Active";
        user_locked: "已停用", "Locked";
        user_person: "会员", "Member";
        user_guest: "访客", "Guest";
        may_catalog_write: "编辑商品", "edit products";
        may_stock_write: "调整库存", "set stock";
        may_front_write: "编排首页、发布公告", "Compose the home page, announce";
        may_order_read: "查看订单", "see orders";
        may_order_ship: "备货发货、处理服务", "pack and ship, render services";
        may_aftersale_decide: "处理售后", "decide cases";
        may_payment_read: "查看支付", "see payments";
        may_payment_replay: "重放通知与重试退款", "replay notifications, retry refunds";
        may_jobs_manage: "管理任务", "manage jobs";
        may_ledger_read: "查看账本", "see the ledger";
        may_messages_read: "查看短信邮件", "see messages";
        may_users_read: "查看用户", "see users";
        may_users_manage: "管理用户与岗位", "manage users and roles";
        may_audit_read: "查看记录与审计", "see the record and the audit";

        // messages
        messages_text: "系统发出的短信和邮件，最新的在前。", "What the shop has sent, newest first.";
        messages_none: "还没有发出过消息", "Nothing has been sent yet";
        message_waiting: "待发送", "Waiting";
        message_sent: "已发送", "Sent";
        message_refused: "被拒收", "Refused";
        channel_sms: "短信", "SMS";
        channel_mail: "邮件", "Mail";

        // jobs
        jobs_none: "这里没有任务", "No jobs here";
        job_facts: "任务信息", "About the job";
        overdue_n: "逾期 {}", "{} overdue";
        run_at: "执行时间", "Runs at";
        attempts: "次数", "Tries";
        last_error: "最近的错误", "Last error";
        payload: "内容", "Payload";
        result: "结果", "Result";
        job_retry_text: "重试会把次数清零，马上再执行。", "It gets all its tries again and runs at once.";
        job_ready: "待执行", "Ready";
        job_running: "执行中", "Running";
        job_done: "已完成", "Done";
        job_dead: "失败", "Dead";
        flash_job_retried: "任务将重新执行。", "The job will run again.";

        // record and audit
        record_text: "员工的每个操作，按哈希相连；改动任何一条都会被审计发现。",
            "What staff did, chained by hash: whoever changes an entry is found out by the audit.";
        record_none: "还没有操作记录", "Nothing has been done yet";
        staff: "员工", "Staff";
        action: "操作", "Action";
        detail: "详情", "Details";
        hash: "哈希", "Hash";
        audit_text: "逐条证明：借贷相等、余额可重算、付款只结算一次、库存守恒、记录未被改动。",
            "Proves that debits equal credits, balances follow from entries, payments settle once, goods are conserved and the record is unbroken.";
        audit_run: "开始审计", "Run the proofs";
        audit_ask: "审计会读遍整个账本，可能需要一会儿。", "The proofs read all of the books, which may take a while.";
        audit_sound: "账目完好：{} 条证明全部成立。", "The books are sound: {} proofs hold.";
        audit_broken: "账目有误：{} 条证明不成立。", "The books are not sound: {} proofs are broken.";
        holds: "成立", "holds";
        is_broken: "不成立", "broken";
    }
}
