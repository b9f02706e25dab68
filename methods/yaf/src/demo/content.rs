//! Releases, configs, ads, categories and links.

use signet_domain::platform::EVERYWHERE;
use signet_domain::platform::Platform;
use signet_fault::Fault;
use signet_store::{Error, Tx};

use super::DAY;
use crate::categories::{self, GOODS, LINKS, NEWS, Wanted};
use crate::tables::ad_positions::{self, NewAdPosition};
use crate::tables::ads::{self, NewAd};
use crate::tables::app_upgrades::{self, NewAppUpgrade};
use crate::tables::categories::by_id;
use crate::tables::links::{self, NewLink};
use crate::tables::system_configs::{self, NewSystemConfig};

/// The target of most links of the examples.
const HOME: &str = "https://github.com/fingerQin";

pub(super) fn load(tx: &mut Tx<'_>) -> Result<(), Fault> {
    upgrades(tx)?;
    configs(tx)?;
    ads(tx)?;
    trees(tx)
}

fn upgrades(tx: &mut Tx<'_>) -> Result<(), Error> {
    let releases = [
        (Platform::IOS, "", "1.0.0", 2),
        (Platform::IOS, "", "1.0.1", 0),
        (Platform::ANDROID, "huawei", "1.0.0", 1),
        (Platform::ANDROID, "huawei", "1.0.1", 0),
    ];
    for (platform, channel, version, policy) in releases {
        let release = NewAppUpgrade {
            platform: platform.0,
            channel: channel.to_owned(),
            version: version.to_owned(),
            policy,
            title: "端午节新版闹龙舟".to_owned(),
            description: "端午节新版闹龙舟".to_owned(),
            url: HOME.to_owned(),
            dialog_repeat: 1,
        };
        app_upgrades::insert(tx, &release)?;
    }
    Ok(())
}

fn configs(tx: &mut Tx<'_>) -> Result<(), Error> {
    let configs = [
        ("APP_HOME_RIGHT_BTN_URL", "首页右侧按钮", HOME.to_owned()),
        (
            "APP_SERVICE_CONFIG",
            "服务中心按钮",
            format!("服务中心:::{HOME}"),
        ),
        (
            "APP_ABOUT_CONFIG",
            "关于我们按钮",
            format!("关于我们:::{HOME}"),
        ),
        (
            "APP_FEEDBACK_CONFIG",
            "意见反馈按钮",
            format!("意见反馈:::{HOME}"),
        ),
    ];
    for (name, title, value) in configs {
        let config = NewSystemConfig {
            name: name.to_owned(),
            title: title.to_owned(),
            value,
        };
        system_configs::insert(tx, &config)?;
    }
    Ok(())
}

fn ads(tx: &mut Tx<'_>) -> Result<(), Error> {
    let places = [
        (
            "APP_START_AD",
            "启动页",
            1,
            "APP 启动页广告",
            "images/start.png",
            HOME,
        ),
        (
            "app_home",
            "首页轮播",
            5,
            "世界杯广告",
            "files/5b9a1b9e34193.png",
            "http://www.baidu.com",
        ),
    ];
    for (code, place, max_ads, name, image, url) in places {
        let position = NewAdPosition {
            code: code.to_owned(),
            name: place.to_owned(),
            max_ads,
        };
        let ad = NewAd {
            position_id: ad_positions::insert(tx, &position)?,
            name: name.to_owned(),
            image_url: format!("http://files.yourname.com/{image}"),
            iphone_image_url: String::new(),
            url: url.to_owned(),
            platforms: EVERYWHERE,
            starts_at: tx.now() - DAY,
            ends_at: tx.now() + 3650 * DAY,
            listorder: 0,
        };
        ads::insert(tx, &ad)?;
    }
    Ok(())
}

/// Adds the trees of categories, with a link.
fn trees(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let mut add = |cat_type, parent_id, name| {
        // There is no category 0: the number stands for the top level.
        let parent = by_id(tx, parent_id)?;
        let wanted = Wanted {
            parent: parent.as_ref(),
            cat_type,
            name,
            listorder: 0,
        };
        categories::add(tx, wanted)
    };
    let finance = add(NEWS, 0, "理财资讯")?;
    add(NEWS, finance, "基金")?;
    add(NEWS, finance, "股票")?;
    let sports = add(NEWS, 0, "体育新闻")?;
    add(NEWS, sports, "足球")?;
    add(NEWS, sports, "篮球")?;
    let engines = add(LINKS, 0, "搜索引擎")?;
    add(GOODS, 0, "电脑配件")?;
    let google = NewLink {
        category_id: engines,
        name: "Google".to_owned(),
        url: "https://www.google.com".to_owned(),
        image_url: String::new(),
        listorder: 0,
    };
    links::insert(tx, &google)?;
    Ok(())
}
