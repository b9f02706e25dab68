//! Notices and news.

use signet_domain::platform::EVERYWHERE;
use signet_fault::Fault;
use signet_store::Tx;

use super::DAY;
use crate::tables::categories;
use crate::tables::news::{self, NewArticle};
use crate::tables::notices::{self, NewNotice};

pub(super) fn load(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let holiday = "尊敬的各位用户，大家好。关于 5.1 节，平台放假时间如下。";
    let all = [
        NewNotice {
            title: "五一放假安排".to_owned(),
            summary: holiday.to_owned(),
            body: holiday.to_owned(),
            platforms: EVERYWHERE,
            is_dialog: false,
            dialog_ends_at: None,
        },
        NewNotice {
            title: "清明节假期公告".to_owned(),
            summary: "清明节将至，平台放假通知。".to_owned(),
            body: "清明节将至，平台放假通知。".to_owned(),
            platforms: EVERYWHERE,
            is_dialog: true,
            dialog_ends_at: Some(tx.now() + 3650 * DAY),
        },
    ];
    for notice in all {
        notices::insert(tx, &notice)?;
    }
    for (category, source, title, intro, content) in NEWS {
        insert(tx, category, [source, title, intro, content])?;
    }
    Ok(())
}

/// Category, source, title, intro and text. If the text is empty, the intro is used as the text.
const NEWS: [(&str, &str, &str, &str, &str); 8] = [
    (
        "基金",
        "中国科学院",
        "为什么对老鼠的研究并不总能在人类身上重现",
        "十多年前，当人们开始为老鼠和人类绘制基因图谱时，一个国际研究团队就开始研究并比较二者之间的“任务控制中心”功能了。期待已久的报告发布在11月20日出版的《自然》杂志上。",
        "<p>\r\n\t十多年前，当人们开始为老鼠和人类绘制基因图谱时，一个国际研究团队就开始研究并比较二者之间的“任务控制中心”功能了。期待已久的报告发布在11月20日出版的《自然》杂志上。</p>",
    ),
    (
        "基金",
        "财经日报",
        "指数基金定投入门：从每月一百元开始",
        "定投不择时，贵在坚持。",
        "",
    ),
    (
        "股票",
        "财经日报",
        "年报季来临，怎样读懂一家公司的现金流",
        "利润可以修饰，现金流很难说谎。",
        "",
    ),
    (
        "股票",
        "财经日报",
        "新股申购规则有了哪些变化",
        "一图看懂新规则。",
        "",
    ),
    (
        "足球",
        "体育周刊",
        "青训十年：一所县城中学的足球故事",
        "全校一千二百名学生，有三百人每天踢球。",
        "",
    ),
    (
        "篮球",
        "体育周刊",
        "社区篮球赛周末开打，三十二支球队报名",
        "比赛免费观看，欢迎到场加油。",
        "",
    ),
    (
        "足球",
        "腾讯新闻",
        "全国“秋老虎”出没地图出炉！今年的秋老虎咬人吗？",
        "全国“秋老虎”出没地图出炉！今年的秋老虎咬人吗？",
        "",
    ),
    (
        "篮球",
        "腾讯新闻",
        "警方通报检察长妻子岳母殴打公交司机：两打人者被拘留",
        "经查，30路公交车女司机娄某珍在行驶过程中，与乘客杜某因小孩乘车问题发生言语纠纷。娄某珍先后于车上、车下用随车携带的水杯里的水、水桶里的污水泼洒杜某，杜某在车下用随身携带水杯里的水回泼娄某珍，后该公交车继续行驶。",
        "",
    ),
];

fn insert(
    tx: &mut Tx<'_>,
    category: &str,
    [source, title, intro, content]: [&str; 4],
) -> Result<(), Fault> {
    let all = categories::all_live(tx)?;
    let category = all
        .iter()
        .find(|found| found.name == category)
        .ok_or_else(|| Fault::internal(format!("no category {category}")))?;
    let article = NewArticle {
        category_id: category.id,
        title: title.to_owned(),
        intro: intro.to_owned(),
        source: source.to_owned(),
        ..NewArticle::default()
    };
    let content = if content.is_empty() { intro } else { content };
    news::insert(tx, &article, content)?;
    Ok(())
}
