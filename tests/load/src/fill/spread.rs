//! How many votes each request gets: evenly, or by Zipf's law, and never more than there are visitors.
//! Knows no database.

use rand::{RngExt, rngs::StdRng, seq::SliceRandom};
use rand_distr::{Distribution, Zipf};
use yousaid::error::{Error, Result};

use super::Size;

/// The number of votes of each request; together they are as many as asked for.
pub fn counts(size: &Size, chance: &mut StdRng) -> Result<Vec<u32>> {
    let law = Zipf::new(f64::from(size.requests.max(1)), size.zipf)
        .map_err(|error| Error::internal(format!("--zipf {}: {error}", size.zipf)))?;
    // The hottest request is not the oldest one.
    let mut ranks: Vec<u32> = (0..size.requests).collect();
    ranks.shuffle(chance);
    let mut counts = vec![0_u32; ranks.len()];
    for _ in 0..size.votes {
        let rank = if size.zipf > 0.0 {
            law.sample(chance) as usize - 1
        } else {
            chance.random_range(0..ranks.len())
        };
        // If all visitors have voted already, the vote goes to the next request by rank.
        let from_there = (rank..ranks.len()).chain(0..rank);
        let room = from_there.filter_map(|rank| ranks.get(rank)).find_map(|request| {
            let request = *request as usize;
            counts.get(request).is_some_and(|count| *count < size.visitors).then_some(request)
        });
        if let Some(count) = room.and_then(|request| counts.get_mut(request)) {
            *count += 1;
        }
    }
    Ok(counts)
}
