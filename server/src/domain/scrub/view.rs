//! A text as the scan reads it: one spelling of letters, digits, spaces and quotes, and where each came from.
//! Only for looking: what stays of a text stays as it was written.

use unicode_normalization::UnicodeNormalization;

/// How often an escape may be escaped again (`%252540`).
const NESTED: usize = 4;

/// Characters to search, each with the stretch of the original that it comes from.
pub(super) struct View {
    /// The characters.
    pub characters: Vec<char>,
    /// Start and end of each in the original, counted in characters.
    places: Vec<(usize, usize)>,
}

impl View {
    /// Compatibility forms (full-width digits) in their usual form, digits of all scripts as 0 to 9, every space as one kind,
    /// without characters that nobody sees.
    pub fn folded(original: &[char]) -> Self {
        let mut view = Self::with_capacity(original.len());
        for (at, c) in original.iter().enumerate() {
            view.push(*c, at, at + 1);
        }
        view
    }

    /// The same, with escapes decoded: `%40`, `%2540`, `\u0040`, `\"`, `&#64;`. `None` where there are none.
    pub fn decoded(original: &[char]) -> Option<Self> {
        let mut view = Self::with_capacity(original.len());
        let mut at = 0;
        let mut found = false;
        while let Some(c) = original.get(at) {
            let rest = original.get(at..).unwrap_or_default();
            let (character, length) = match c {
                '%' => percent(rest),
                '\\' => backslash(rest),
                '&' => entity(rest),
                _ => None,
            }
            .unwrap_or((*c, 1));
            found |= length > 1;
            view.push(character, at, at + length);
            at += length;
        }
        found.then_some(view)
    }

    /// The stretch of the original that `length` characters from `at` on come from.
    pub fn original(&self, at: usize, length: usize) -> (usize, usize) {
        let start = self.places.get(at).map_or(0, |place| place.0);
        let end = self.places.get((at + length).saturating_sub(1)).map_or(start, |place| place.1);
        (start, end.max(start))
    }

    fn with_capacity(length: usize) -> Self {
        Self { characters: Vec::with_capacity(length), places: Vec::with_capacity(length) }
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        let mut put = |c: char| {
            self.characters.push(c);
            self.places.push((start, end));
        };
        match c {
            _ if c.is_ascii() => put(if matches!(c, '\r' | '\t' | '\x0b' | '\x0c') { ' ' } else { c }),
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
            '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => {}
            // The mark of a value that was redacted already.
            '•' | '…' | '●' => put(c),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => put('-'),
            '“' | '”' | '„' | '‟' | '«' | '»' => put('"'),
            '‘' | '’' | '‚' | '‛' => put('\''),
            _ if c.is_whitespace() => put(' '),
            _ => match digit(c) {
                Some(digit) => put(digit),
                None => std::iter::once(c).nfkc().for_each(put),
            },
        }
    }
}

/// Decimal digits of other scripts that are in wide use.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 11] = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xe50, 0xff10];
    let value = ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

/// A character written as `%C3%BC`, its percent sign escaped again or not, and how long it is.
fn percent(rest: &[char]) -> Option<(char, usize)> {
    let (first, mut length) = byte(rest)?;
    let more = match first {
        0..=0x7f => 0,
        0xc2..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf4 => 3,
        _ => return None,
    };
    let mut bytes = vec![first];
    for _ in 0..more {
        let (next, step) = byte(rest.get(length..)?)?;
        bytes.push(next);
        length += step;
    }
    Some((std::str::from_utf8(&bytes).ok()?.chars().next()?, length))
}

fn byte(rest: &[char]) -> Option<(u8, usize)> {
    let pair = |at: usize| {
        let (high, low) = (rest.get(at)?.to_digit(16)?, rest.get(at + 1)?.to_digit(16)?);
        u8::try_from(high << 4 | low).ok()
    };
    if rest.first() != Some(&'%') {
        return None;
    }
    let mut at = 1;
    for _ in 0..NESTED {
        match pair(at)? {
            b'%' if pair(at + 2).is_some() => at += 2,
            other => return Some((other, at + 2)),
        }
    }
    None
}

/// `\n`, `\t`, a quote, a slash, or `\u0040` and `\x40`.
fn backslash(rest: &[char]) -> Option<(char, usize)> {
    let hex = |count: usize| {
        let digits = rest.get(2..2 + count)?;
        let value = digits.iter().try_fold(0, |sum, c| Some(sum << 4 | c.to_digit(16)?))?;
        char::from_u32(value).map(|c| (c, 2 + count))
    };
    match rest.get(1)? {
        'n' | 'r' => Some(('\n', 2)),
        't' => Some((' ', 2)),
        c @ ('"' | '\'' | '/' | '\\') => Some((*c, 2)),
        'u' => hex(4),
        'x' => hex(2),
        _ => None,
    }
}

/// `&#64;`, `&#x40;` and the names of quotes, at signs and equal signs.
fn entity(rest: &[char]) -> Option<(char, usize)> {
    let end = rest.iter().take(10).position(|c| *c == ';')?;
    let name: String = rest.get(1..end)?.iter().collect();
    let number = |text: &str, radix: u32| u32::from_str_radix(text, radix).ok().and_then(char::from_u32);
    let character = match name.as_str() {
        "quot" => '"',
        "apos" => '\'',
        "amp" => '&',
        "commat" => '@',
        "equals" => '=',
        "nbsp" => ' ',
        _ => {
            let digits = name.strip_prefix('#')?;
            match digits.strip_prefix(['x', 'X']) {
                Some(hex) => number(hex, 16)?,
                None => number(digits, 10)?,
            }
        }
    };
    Some((character, end + 1))
}
