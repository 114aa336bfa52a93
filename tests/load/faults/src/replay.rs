//! What a power cut leaves of a folder, told from the journal of its changes: all that was flushed, and of the rest as
//! much as chance has it, in sectors. Names are on the disk once their folder was flushed. Touches no file.

use std::collections::BTreeMap;

use rand::{RngExt, rngs::StdRng};

/// Files by name.
pub type Image = BTreeMap<String, Vec<u8>>;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// What becomes of that which was not flushed.
#[derive(Clone, Copy, Debug)]
pub enum Rest {
    /// None of it is on the disk.
    Nothing,
    /// All of it is, as after a kill.
    Everything,
    /// Each sector is, with this chance.
    Sectors(f64),
    /// Everything up to some moment is, the last write torn.
    UpToAMoment,
}

enum Change {
    Write { offset: usize, data: Vec<u8> },
    Resize(usize),
}

enum Naming {
    Create(String, usize),
    Unlink(String),
    Rename(String, String),
}

#[derive(Default)]
struct Content {
    flushed: Vec<u8>,
    /// As the server saw it.
    seen: Vec<u8>,
    waiting: Vec<(u64, Change)>,
}

/// A disk with what is flushed and what is not.
#[derive(Default)]
pub struct Disk {
    contents: Vec<Content>,
    flushed: BTreeMap<String, usize>,
    seen: BTreeMap<String, usize>,
    waiting: Vec<(u64, Naming)>,
    records: u64,
    /// Records before the journal that is played: one begins with each start.
    before: u64,
    /// The name in the last record, whose change may not have been made any more.
    pub last: Option<String>,
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Self::Write { offset, data } => write(to, *offset, data),
            Self::Resize(size) => to.resize(*size, 0),
        }
    }
}

fn write(to: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if to.len() < end {
        to.resize(end, 0);
    }
    to.iter_mut().skip(offset).zip(data).for_each(|(old, new)| *old = *new);
}

impl Naming {
    fn apply(&self, to: &mut BTreeMap<String, usize>) {
        match self {
            Self::Create(name, content) => {
                to.insert(name.clone(), *content);
            }
            Self::Unlink(name) => {
                to.remove(name);
            }
            Self::Rename(from, target) => {
                if let Some(content) = to.remove(from) {
                    to.insert(target.clone(), content);
                }
            }
        }
    }
}

impl Disk {
    /// A disk that holds these files, all flushed.
    pub fn holding(image: &Image) -> Self {
        let mut disk = Self::default();
        for (place, (name, bytes)) in image.iter().enumerate() {
            let (flushed, seen) = (bytes.clone(), bytes.clone());
            disk.contents.push(Content { flushed, seen, waiting: Vec::new() });
            disk.flushed.insert(name.clone(), place);
            disk.seen.insert(name.clone(), place);
        }
        disk
    }

    /// Plays the journal of the next start; what a kill has cut off at its end is left out. Fails with what can't be understood.
    pub fn play(&mut self, mut journal: &[u8]) -> Result<(), String> {
        self.before = self.records;
        while let Some((head, rest)) = journal.split_at_checked(24) {
            let number = |from: usize, to: usize| {
                let bytes = head.get(from..to).unwrap_or_default();
                bytes.iter().rev().fold(0u64, |number, byte| number << 8 | u64::from(*byte))
            };
            let (kind, name, offset, length) = (number(0, 4), number(4, 8), number(8, 16), number(16, 24));
            let Some((name, rest)) = rest.split_at_checked(size(name)?) else { return Ok(()) };
            let Some((data, rest)) = rest.split_at_checked(size(length)?) else { return Ok(()) };
            self.record(kind, &String::from_utf8_lossy(name), offset, data)?;
            journal = rest;
        }
        Ok(())
    }

    fn record(&mut self, kind: u64, name: &str, offset: u64, data: &[u8]) -> Result<(), String> {
        let now = self.records;
        self.records += 1;
        self.last = Some(name.to_owned());
        // Of a flush: the number of the record that it began with.
        let before = self.before.saturating_add(offset);
        match kind {
            1 => self.change(name, now, Change::Write { offset: size(offset)?, data: data.to_vec() }),
            2 => self.change(name, now, Change::Resize(size(offset)?)),
            3 => {
                if let Some(content) = self.content(name) {
                    let flushed = content.waiting.extract_if(.., |(at, _)| *at < before).collect::<Vec<_>>();
                    flushed.iter().for_each(|(_, change)| change.apply(&mut content.flushed));
                }
            }
            4 => {
                self.contents.push(Content::default());
                self.name(now, Naming::Create(name.to_owned(), self.contents.len() - 1));
            }
            5 => self.name(now, Naming::Unlink(name.to_owned())),
            6 => {
                let target = String::from_utf8_lossy(data).into_owned();
                self.name(now, Naming::Rename(name.to_owned(), target));
            }
            7 => {
                let flushed = self.waiting.extract_if(.., |(at, _)| *at < before).collect::<Vec<_>>();
                flushed.iter().for_each(|(_, naming)| naming.apply(&mut self.flushed));
            }
            // A system that could not write back gives its pages up: no later flush brings them to the disk.
            8 => {
                if let Some(content) = self.content(name) {
                    content.waiting.retain(|(_, change)| matches!(change, Change::Resize(_)));
                }
            }
            other => return Err(format!("the journal has a record of the kind {other}")),
        }
        Ok(())
    }

    fn content(&mut self, name: &str) -> Option<&mut Content> {
        self.contents.get_mut(*self.seen.get(name)?)
    }

    fn change(&mut self, name: &str, now: u64, change: Change) {
        if let Some(content) = self.content(name) {
            change.apply(&mut content.seen);
            content.waiting.push((now, change));
        }
    }

    fn name(&mut self, now: u64, naming: Naming) {
        naming.apply(&mut self.seen);
        self.waiting.push((now, naming));
    }

    /// The folder as the server saw it last.
    pub fn seen(&self) -> Image {
        let bytes = |place: &usize| Some(self.contents.get(*place)?.seen.clone());
        self.seen.iter().filter_map(|(name, place)| Some((name.clone(), bytes(place)?))).collect()
    }

    /// What is on the disk when the power goes now, and how many bytes of writes are not.
    pub fn cut(mut self, rest: Rest, dice: &mut StdRng) -> (Image, u64) {
        let moment = dice.random_range(0..=self.records);
        // A journalled file system keeps the order of names.
        let named = match rest {
            Rest::Nothing => 0,
            Rest::Everything => u64::MAX,
            Rest::Sectors(_) | Rest::UpToAMoment => moment,
        };
        for (_, naming) in self.waiting.iter().take_while(|(at, _)| *at < named) {
            naming.apply(&mut self.flushed);
        }
        let mut gone = 0;
        for content in &mut self.contents {
            for (at, change) in std::mem::take(&mut content.waiting) {
                gone += keep(&mut content.flushed, at, &change, rest, moment, dice);
            }
        }
        let mut image = Image::new();
        for (name, place) in &self.flushed {
            if let Some(content) = self.contents.get_mut(*place) {
                image.insert(name.clone(), std::mem::take(&mut content.flushed));
            }
        }
        (image, gone)
    }
}

/// Keeps as much of a change as is on the disk, and returns how many bytes are not.
fn keep(flushed: &mut Vec<u8>, at: u64, change: &Change, rest: Rest, moment: u64, dice: &mut StdRng) -> u64 {
    let chance = match rest {
        Rest::Nothing => 0.0,
        Rest::Everything => 1.0,
        Rest::Sectors(chance) => chance,
        Rest::UpToAMoment if at == moment => 0.5,
        Rest::UpToAMoment => f64::from(u8::from(at < moment)),
    };
    let Change::Write { offset, data } = change else {
        if dice.random_bool(chance) {
            change.apply(flushed);
        }
        return 0;
    };
    let (mut from, mut left, mut gone) = (*offset, data.as_slice(), 0);
    while !left.is_empty() {
        let (sector, after) = left.split_at(left.len().min(SECTOR - from % SECTOR));
        if dice.random_bool(chance) {
            write(flushed, from, sector);
        } else {
            gone += sector.len() as u64;
        }
        (from, left) = (from + sector.len(), after);
    }
    gone
}

fn size(number: u64) -> Result<usize, String> {
    usize::try_from(number).map_err(|error| format!("the journal: {error}"))
}

#[cfg(test)]
#[path = "replay_tests.rs"]
mod tests;
