//! Quartiles and fences, as Cardinal computes them.

/// Values sorted once, asked for several quantiles.
pub(crate) struct Sorted(Vec<f64>);

/// The quartiles and the two fences around them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fences {
    pub(crate) q1: f64,
    pub(crate) q3: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

impl Sorted {
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// The quantile for `p` in 0..=1; not a number when there are no values or `p` lies outside.
    ///
    /// Source: Hyndman and Fan, *Sample quantiles in statistical packages* (1996), definition 8.
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else { return f64::NAN };
        if !(0.0..=1.0).contains(&p) {
            return f64::NAN;
        }
        let n = self.0.len();
        let h = (n as f64 + 1.0 / 3.0) * p + 1.0 / 3.0;
        let k = h as usize;
        if k == 0 || p == 0.0 {
            return *first;
        }
        if k >= n || p == 1.0 {
            return *last;
        }
        let (below, above) = (self.0[k - 1], self.0[k]);
        below + (h - k as f64) * (above - below)
    }

    /// Quartiles, and the fences one and a half interquartile ranges outside them (Tukey).
    pub(crate) fn fences(&self) -> Fences {
        let (q1, q3) = (self.quantile(0.25), self.quantile(0.75));
        Fences { q1, q3, lower: (q3 - q1).mul_add(-1.5, q1), upper: (q3 - q1).mul_add(1.5, q3) }
    }
}

/// Rounds to four decimals, halves away from zero: the form of Cardinal's `Meta`.
pub(crate) fn round4(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::Sorted;

    #[test]
    fn type_8_quantiles() {
        // R: quantile(c(1,2,3,4,10), c(.25,.75), type = 8) gives 1.666667 and 6.000000 (computed by hand from h).
        let sorted = Sorted::new(vec![10.0, 3.0, 1.0, 4.0, 2.0]);
        assert!((sorted.quantile(0.25) - 5.0 / 3.0).abs() < 1e-12);
        assert!((sorted.quantile(0.75) - 6.0).abs() < 1e-12);
        assert!(Sorted::new(vec![]).quantile(0.5).is_nan());
        assert_eq!(Sorted::new(vec![7.0]).fences().lower.to_bits(), 7.0f64.to_bits());
    }
}
