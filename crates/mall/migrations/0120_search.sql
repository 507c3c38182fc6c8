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
    (15, '["T恤","T恤衫","短袖","t-shirt","tee"]', 0),
    (16, '["插线板","排插","插排","power strip"]', 0),
    (17, '["吹风机","电吹风","hair dryer"]', 0),
    (18, '["双肩包","书包","背包","backpack"]', 0),
    (19, '["圆珠笔","中性笔","水笔","签字笔","gel pen"]', 0),
    (20, '["被子","棉被","被芯","quilt","duvet"]', 0),
    (21, '["钢化膜","手机膜","贴膜","tempered glass","screen protector"]', 0),
    (22, '["充电器","充电头","快充头","适配器","charger"]', 0),
    (23, '["球鞋","运动鞋","跑鞋","sneakers","trainers"]', 0),
    (24, '["沐浴露","沐浴乳","沐浴液","body wash","shower gel"]', 0),
    (25, '["音箱","音响","speaker"]', 0),
    (26, '["奶酪","芝士","cheese"]', 0),
    (27, '["冲锋衣","防风外套","风衣","windbreaker"]', 0),
    (28, '["裤子","长裤","trousers","pants"]', 0),
    (29, '["手提电脑","笔记本电脑","laptop"]', 0),
    (30, '["口红","唇膏","lipstick"]', 0),
    (31, '["洗洁精","洗碗液","dish soap"]', 0),
    (32, '["枕头","枕芯","pillow"]', 0),
    (33, '["床垫","床褥","褥子","mattress"]', 0),
    (34, '["文胸","胸罩","bra"]', 0),
    (35, '["纸尿裤","尿不湿","diapers"]', 0),
    (36, '["自行车","单车","bicycle"]', 0),
    (37, '["手表","腕表","watch"]', 0),
    (38, '["行李箱","旅行箱","拉杆箱","suitcase","luggage"]', 0),
    (39, '["电饭锅","电饭煲","rice cooker"]', 0),
    (40, '["湿巾","湿纸巾","wet wipes"]', 0),
    (41, '["卫生巾","姨妈巾","sanitary pads"]', 0),
    (42, '["饼干","曲奇","biscuits","cookies"]', 0),
    (43, '["雨伞","太阳伞","遮阳伞","晴雨伞","umbrella"]', 0),
    (44, '["拖鞋","凉拖","slippers"]', 0),
    (45, '["墨镜","太阳镜","sunglasses"]', 0),
    (46, '["平板","平板电脑","tablet"]', 0),
    (47, '["苹果电脑","苹果笔记本","macbook"]', 0),
    (48, '["苹果手机","iphone"]', 0),
    (49, '["苹果平板","ipad"]', 0),
    (50, '["苹果手表","apple watch"]', 0),
    (51, '["苹果耳机","airpods"]', 0),
    (52, '["保温杯","thermos"]', 0),
    (53, '["电热水壶","热水壶","烧水壶","kettle"]', 0),
    (54, '["体温计","体温表","thermometer"]', 0),
    (55, '["剃须刀","刮胡刀","razor"]', 0),
    (56, '["洗面奶","洁面乳","face wash"]', 0),
    (57, '["防晒霜","防晒乳","sunscreen"]', 0),
    (58, '["香皂","肥皂","soap"]', 0),
    (59, '["卫衣","帽衫","hoodie"]', 0),
    (60, '["衬衫","衬衣","shirt"]', 0),
    (61, '["毛衣","针织衫","sweater"]', 0),
    (62, '["火腿肠","香肠","sausage"]', 0),
    (63, '["矿泉水","纯净水","饮用水","mineral water"]', 0),
    (64, '["麦片","燕麦片","oatmeal"]', 0),
    (65, '["移动硬盘","外置硬盘","external drive"]', 0),
    (66, '["读卡器","card reader"]', 0),
    (67, '["闹钟","时钟","alarm clock"]', 0),
    (68, '["饭盒","便当盒","lunch box"]', 0);
