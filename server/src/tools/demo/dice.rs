//! Random numbers from a fixed seed, so that every demo tells the same story.
//! Not for values that must not be guessed: `credentials::secret` is for those.

/// A generator with a fixed beginning (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
pub struct Dice(u64);

impl Dice {
    /// Begins at a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 to below `n`; the larger `lean`, the smaller the numbers (1 for an even spread).
    pub fn below(&mut self, n: usize, lean: f64) -> usize {
        ((n as f64 * self.unit().powf(lean)) as usize).min(n.saturating_sub(1))
    }

    /// True in `share` of all cases.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of these; the default where there is none.
    pub fn pick<T: Copy + Default>(&mut self, among: &[T]) -> T {
        let at = self.below(among.len(), 1.0);
        among.get(at).copied().unwrap_or_default()
    }
}
