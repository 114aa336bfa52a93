//! Finds keys of known shapes, web tokens, armoured blocks, web hooks, and passwords in addresses.

use super::{Hit, RemovedKind, begins, run};

/// Beginnings that vendors give to their keys, with the fewest characters that must follow.
const SHAPES: [(&str, usize); 74] = [
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("rk_live_", 10),
    ("rk_test_", 10),
    ("sk_", 20),
    ("sk-ant-", 20),
    ("sk-proj-", 20),
    ("sk-", 32),
    ("whsec_", 20),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghu_", 30),
    ("ghs_", 30),
    ("ghr_", 30),
    ("github_pat_", 22),
    ("glpat-", 16),
    ("gldt-", 16),
    ("glrt-", 16),
    ("glptt-", 16),
    ("glcbt-", 16),
    ("AKIA", 16),
    ("ASIA", 16),
    ("xoxa-", 10),
    ("xoxb-", 10),
    ("xoxc-", 10),
    ("xoxd-", 10),
    ("xoxe-", 10),
    ("xoxe.", 10),
    ("xoxp-", 10),
    ("xoxr-", 10),
    ("xoxs-", 10),
    ("xapp-", 10),
    ("AIza", 35),
    ("ya29.", 20),
    ("1//0", 30),
    ("GOCSPX-", 20),
    ("npm_", 36),
    ("pypi-", 50),
    ("hf_", 30),
    ("dop_v1_", 60),
    ("doo_v1_", 60),
    ("dor_v1_", 60),
    ("shpat_", 30),
    ("shpss_", 30),
    ("shpca_", 30),
    ("shppa_", 30),
    ("SG.", 40),
    ("AC_", 32),
    ("lin_api_", 30),
    ("dckr_pat_", 20),
    ("sq0csp-", 30),
    ("sq0atp-", 20),
    ("AGE-SECRET-KEY-1", 40),
    ("PMAK-", 40),
    ("sntrys_", 30),
    ("sntryu_", 30),
    ("figd_", 30),
    ("ATATT3x", 30),
    ("ATCTT3x", 30),
    ("sbp_", 30),
    ("phx_", 30),
    ("rzp_live_", 10),
    ("rzp_test_", 10),
    ("nfp_", 30),
    ("dapi", 32),
    ("hvs.", 20),
    ("hvb.", 20),
    ("tskey-", 20),
    ("ntn_", 30),
    ("secret_", 40),
    ("LTAI", 16),
    ("pat-na1-", 30),
    ("xkeysib-", 40),
    ("eyJhbGci", 100),
];

/// A key of a known shape, a JSON web token, or an armoured block at the start of `rest`.
pub(super) fn shape(before: Option<char>, rest: &[char]) -> Option<Hit> {
    if begins(rest, "-----BEGIN ") {
        return armour(rest);
    }
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        return None;
    }
    // Nothing is measured before a known beginning matched: else dots would make it quadratic.
    if begins(rest, "eyJ") {
        let length = run(rest, is_shape);
        let dots = rest.iter().take(length).filter(|c| **c == '.').count();
        if dots >= 1 && length >= 30 {
            return Some(Hit { kind: RemovedKind::Token, skip: 0, length });
        }
    }
    let (start, least) = SHAPES.iter().find(|(start, _)| begins(rest, start))?;
    let follow = rest.get(start.len()..)?;
    // What is not taken must not be measured twice: judge by the first few hundred characters.
    let judged = run(follow.get(..follow.len().min(400))?, is_shape);
    let varied = follow.iter().take(judged).any(char::is_ascii_digit);
    (judged >= *least && varied).then(|| Hit {
        kind: RemovedKind::Secret,
        skip: 0,
        length: start.len() + run(follow, is_shape),
    })
}

/// An armoured block (PEM, PGP, SSH) up to its end line, or to the end of the text when it was cut.
fn armour(rest: &[char]) -> Option<Hit> {
    let heading: String = rest.iter().take(80).collect();
    let (_, label) = heading.split_once("-----BEGIN ")?;
    let (label, _) = label.split_once("-----")?;
    // What everybody may read is no secret.
    if label.contains("PUBLIC KEY") || label == "CERTIFICATE" {
        return None;
    }
    let end: Vec<char> = "-----END ".chars().collect();
    let close: Vec<char> = "-----".chars().collect();
    let length = match rest.windows(end.len()).position(|window| window == end.as_slice()) {
        None => rest.len(),
        Some(at) => {
            let from = at + end.len();
            let tail = rest.get(from..from + 80).or(rest.get(from..)).unwrap_or_default();
            let closed = tail.windows(close.len()).position(|window| window == close.as_slice());
            from + closed.map_or_else(|| run(tail, |c| c != '\n'), |at| at + close.len())
        }
    };
    Some(Hit { kind: RemovedKind::Secret, skip: 0, length })
}

/// Addresses whose path is itself the secret: anyone who knows it may write there.
const HOOKS: [&str; 10] = [
    "hooks.slack.com/services/",
    "hooks.slack.com/workflows/",
    "hooks.slack.com/triggers/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "webhook.office.com/webhookb2/",
    "outlook.office.com/webhook/",
    "outlook.office365.com/webhook/",
    "hooks.zapier.com/hooks/catch/",
    "api.telegram.org/bot",
];

/// The secret path of a web hook.
pub(super) fn hook(rest: &[char]) -> Option<Hit> {
    let start = HOOKS.iter().find(|start| begins_folded(rest, start))?.len();
    let length = run(rest.get(start..)?, |c| !c.is_whitespace() && !"\"'<>`)]}|\\".contains(c));
    let hidden = rest.iter().skip(start).take(length).all(|c| super::is_mask(*c));
    (length >= 8 && !hidden).then_some(Hit { kind: RemovedKind::Secret, skip: start, length })
}

/// Name and password in an address: `://name:password@host`.
pub(super) fn userinfo(rest: &[char]) -> Option<Hit> {
    if !begins(rest, "://") {
        return None;
    }
    let part = rest.get(3..)?;
    let part = part.get(..part.len().min(300))?;
    let part = part.get(..run(part, |c| !c.is_whitespace() && !"/?#\"'<>".contains(c)))?;
    let at = part.iter().rposition(|c| *c == '@')?;
    let colon = part.iter().take(at).position(|c| *c == ':')?;
    let length = at - colon - 1;
    let hidden = part.iter().skip(colon + 1).take(length).all(|c| super::is_mask(*c));
    (!hidden).then_some(Hit { kind: RemovedKind::Secret, skip: colon + 4, length })
}

fn begins_folded(rest: &[char], start: &str) -> bool {
    let mut characters = rest.iter();
    start.chars().all(|c| characters.next().is_some_and(|other| other.eq_ignore_ascii_case(&c)))
}

fn is_shape(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}
