//! The browsers that demo reports come from.

use super::dice::Dice;
use crate::domain::environment::{Environment, Size};

/// Name of itself, window, display, device pixels.
type Browser = (&'static str, (f64, f64), (f64, f64), f64);

const BROWSERS: [Browser; 6] = [
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        (1536.0, 730.0),
        (1536.0, 864.0),
        1.25,
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
        (1440.0, 789.0),
        (1440.0, 900.0),
        2.0,
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
        (1920.0, 947.0),
        (1920.0, 1080.0),
        1.0,
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        (1280.0, 595.0),
        (1280.0, 720.0),
        1.5,
    ),
    (
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        (2560.0, 1315.0),
        (2560.0, 1440.0),
        1.0,
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
        (412.0, 785.0),
        (412.0, 915.0),
        2.625,
    ),
];

const PHONE: Browser = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
    (390.0, 664.0),
    (390.0, 844.0),
    3.0,
);

/// Language and time zone.
const HOMES: [(&str, &str); 6] = [
    ("de-DE", "Europe/Berlin"),
    ("en-GB", "Europe/London"),
    ("fr-FR", "Europe/Paris"),
    ("en-IE", "Europe/Dublin"),
    ("de-AT", "Europe/Vienna"),
    ("nl-NL", "Europe/Amsterdam"),
];

/// The host's versions, the latest last.
const BUILDS: [&str; 3] = ["kontor 4.16.2", "kontor 4.17.0", "kontor 4.18.1"];

/// An environment at this address, `ago` days ago.
pub fn environment(url: String, on_phone: bool, ago: f64, dice: &mut Dice) -> Environment {
    let (user_agent, window, display, pixel_ratio) = if on_phone { PHONE } else { dice.pick(&BROWSERS) };
    let (language, time_zone) = dice.pick(&HOMES);
    let build = match ago {
        ..6.0 => BUILDS.last(),
        6.0..20.0 => BUILDS.get(1),
        _ => BUILDS.first(),
    };
    let size = |(width, height): (f64, f64)| Size { width, height };
    Environment {
        url,
        user_agent: user_agent.to_owned(),
        language: language.to_owned(),
        languages: Some(vec![language.to_owned(), "en".to_owned()]),
        viewport: size(window),
        screen: Some(size(display)),
        pixel_ratio: Some(pixel_ratio),
        time_zone: Some(time_zone.to_owned()),
        dark: Some(dice.chance(0.3)),
        reduced_motion: Some(dice.chance(0.08)),
        online: Some(true),
        connection: dice.chance(0.7).then(|| "4g".to_owned()),
        build: build.map(|build| (*build).to_owned()),
        ..Environment::default()
    }
}
