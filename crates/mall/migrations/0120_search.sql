-- Which database this is: an index that was made from another one is of no use.
create table search_source (
    id bigint primary key,
    name text not null
);

-- What people searched for, counted by day (days since the epoch where the shop is).
create table search_queries (
    day bigint not null,
    -- In lower case, words divided by one space.
    query text not null,
    searches bigint not null,
    -- Of these, those that found goods by the words as they were typed.
    plain bigint not null,
    -- How many goods the last of them found.
    found bigint not null,
    primary key (day, query)
) {by_key};

-- Words that mean the same.
create table search_synonyms (
    id bigint primary key,
    -- ["充电宝", "移动电源", …]
    words text not null,
    updated_at bigint not null
);
insert into search_synonyms (id, words, updated_at) values
    (1, '["充电宝","移动电源","power bank"]', 0),
    (2, '["泡面","方便面","速食面","instant noodles"]', 0),
    (3, '["手机壳","手机套","保护壳","phone case"]', 0),
    (4, '["U盘","优盘","闪存盘","flash drive","usb stick"]', 0),
    (5, '["洗发水","洗头膏","洗发露","shampoo"]', 0),
    (6, '["抽纸","纸巾","面巾纸","餐巾纸","tissues"]', 0),
    (7, '["卷纸","卫生纸","厕纸","toilet paper"]', 0),
    (8, '["土豆","马铃薯","potato"]', 0),
    (9, '["番茄","西红柿","tomato"]', 0),
    (10, '["酸奶","酸牛奶","yogurt","yoghurt"]', 0),
    (11, '["薯片","chips","crisps"]', 0),
    (12, '["数据线","充电线","charging cable"]', 0),
    (13, '["耳机","耳麦","earphones","headphones","earbuds"]', 0),
    (14, '["雨衣","雨披","raincoat"]', 0),
    (15, '["T恤","短袖","t-shirt","tee"]', 0),
    (16, '["插线板","排插","插排","power strip"]', 0),
    (17, '["吹风机","电吹风","hair dryer"]', 0),
    (18, '["双肩包","书包","背包","backpack"]', 0),
    (19, '["圆珠笔","中性笔","水笔","签字笔","gel pen"]', 0),
    (20, '["被子","棉被","被芯","quilt","duvet"]', 0),
    (21, '["钢化膜","手机膜","贴膜","tempered glass","screen protector"]', 0),
    (22, '["充电器","充电头","快充头","适配器","charger"]', 0),
    (23, '["球鞋","运动鞋","跑鞋","sneakers","trainers"]', 0),
    (24, '["沐浴露","沐浴乳","body wash","shower gel"]', 0),
    (25, '["音箱","音响","speaker"]', 0),
    (26, '["奶酪","芝士","cheese"]', 0),
    (27, '["冲锋衣","防风外套","风衣","windbreaker"]', 0),
    (28, '["裤子","长裤","trousers","pants"]', 0);
