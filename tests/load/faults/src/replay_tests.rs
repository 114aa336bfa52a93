//! Tests of what a power cut leaves: by journals that are written here, record by record.

#![allow(clippy::expect_used)]

use rand::SeedableRng;

use super::*;

fn record(journal: &mut Vec<u8>, kind: u32, name: &str, offset: u64, data: &[u8]) {
    journal.extend(kind.to_le_bytes());
    journal.extend((name.len() as u32).to_le_bytes());
    journal.extend(offset.to_le_bytes());
    journal.extend((data.len() as u64).to_le_bytes());
    journal.extend(name.as_bytes());
    journal.extend(data);
}

fn cut(image: &Image, journal: &[u8], rest: Rest) -> Image {
    let mut disk = Disk::holding(image);
    disk.play(journal).expect("a journal");
    disk.cut(rest, &mut StdRng::seed_from_u64(1)).0
}

fn one(bytes: &[u8]) -> Image {
    Image::from([("a".to_owned(), bytes.to_vec())])
}

#[test]
fn what_was_flushed_stays_and_what_was_written_later_goes() {
    let mut journal = Vec::new();
    record(&mut journal, 1, "a", 0, b"one");
    record(&mut journal, 1, "a", 3, b"two");
    record(&mut journal, 3, "a", 1, b"");
    assert_eq!(cut(&one(b""), &journal, Rest::Nothing), one(b"one"), "the second came while the flush ran");
    assert_eq!(cut(&one(b""), &journal, Rest::Everything), one(b"onetwo"));
}

#[test]
fn a_flush_of_one_file_is_none_of_another() {
    let mut image = one(b"");
    image.insert("b".to_owned(), Vec::new());
    let mut journal = Vec::new();
    record(&mut journal, 1, "a", 0, b"one");
    record(&mut journal, 3, "b", 1, b"");
    assert_eq!(cut(&image, &journal, Rest::Nothing), image);
}

#[test]
fn a_name_is_there_once_its_folder_was_flushed() {
    let mut journal = Vec::new();
    record(&mut journal, 4, "a", 0, b"");
    record(&mut journal, 1, "a", 0, b"one");
    record(&mut journal, 3, "a", 2, b"");
    assert_eq!(cut(&Image::new(), &journal, Rest::Nothing), Image::new());
    record(&mut journal, 7, "", 3, b"");
    assert_eq!(cut(&Image::new(), &journal, Rest::Nothing), one(b"one"));
    record(&mut journal, 5, "a", 0, b"");
    assert_eq!(cut(&Image::new(), &journal, Rest::Nothing), one(b"one"), "it is not gone yet");
    assert_eq!(cut(&Image::new(), &journal, Rest::Everything), Image::new());
}

#[test]
fn a_write_is_torn_at_sectors_alone() {
    let mut journal = Vec::new();
    record(&mut journal, 1, "a", 100, &[7; 4096]);
    let torn = cut(&one(&[0; 8192]), &journal, Rest::Sectors(0.5));
    let bytes = torn.get("a").expect("the file");
    let whole = |sector: &[u8]| sector.iter().all(|byte| *byte == 0) || sector.iter().all(|byte| *byte == 7);
    assert!(bytes.contains(&7) && bytes.iter().filter(|byte| **byte == 7).count() < 4096);
    assert!(bytes.chunks(512).skip(1).take(7).all(whole), "sectors are written whole or not at all");
}

#[test]
fn what_a_failed_flush_gave_up_no_later_flush_brings_back() {
    let mut journal = Vec::new();
    record(&mut journal, 1, "a", 0, b"one");
    record(&mut journal, 8, "a", 1, b"");
    record(&mut journal, 1, "a", 3, b"two");
    record(&mut journal, 3, "a", 3, b"");
    assert_eq!(cut(&one(b"   "), &journal, Rest::Nothing), one(b"   two"));
    let mut disk = Disk::holding(&one(b""));
    disk.play(&journal).expect("a journal");
    assert_eq!(disk.seen(), one(b"onetwo"), "the server still sees it");
}

#[test]
fn a_journal_goes_on_where_the_last_start_ended() {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    record(&mut first, 1, "a", 0, b"one");
    record(&mut second, 1, "a", 3, b"two");
    record(&mut second, 3, "a", 1, b"");
    let mut disk = Disk::holding(&one(b""));
    disk.play(&first).expect("a journal");
    disk.play(&second).expect("a journal");
    let left = disk.cut(Rest::Nothing, &mut StdRng::seed_from_u64(1)).0;
    assert_eq!(left, one(b"onetwo"), "a flush is one of all that was written before, by whomever");
}

#[test]
fn a_record_that_a_kill_cut_off_is_left_out() {
    let mut journal = Vec::new();
    record(&mut journal, 1, "a", 0, b"one");
    record(&mut journal, 1, "a", 3, b"two");
    journal.pop();
    assert_eq!(cut(&one(b""), &journal, Rest::Everything), one(b"one"));
}
