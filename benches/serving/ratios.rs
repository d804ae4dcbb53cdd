//! Ratios of the generated server to the hand-written one.

use std::fmt;
use std::time::Duration;

use crate::process::Round;

/// The ratios of all rounds.
#[derive(Default)]
pub(crate) struct Ratios {
    throughput: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    processor: Vec<f64>,
    /// Seconds of processor time outside of the kernel, and requests, in all rounds of each server. A round is too short
    /// for a ratio of its own.
    user: [(f64, usize); 2],
    /// Requests a second, and microseconds of processor time per request, of each server.
    absolute: [(Vec<f64>, Vec<f64>); 2],
}

impl Ratios {
    pub(crate) fn add(&mut self, generated: &Round, handwritten: &Round) {
        let rate = |round: &Round| round.taken.len() as f64 / round.seconds;
        let each = |round: &Round| round.processor * 1e6 / round.taken.len() as f64;
        let ratio = |of: &dyn Fn(&Round) -> f64| of(generated) / of(handwritten);
        self.throughput.push(ratio(&rate));
        self.p50.push(ratio(&|round| quantile(&round.taken, 0.5)));
        self.p99.push(ratio(&|round| quantile(&round.taken, 0.99)));
        self.processor.push(ratio(&each));
        for ((user, requests), round) in self.user.iter_mut().zip([generated, handwritten]) {
            *user += round.user;
            *requests += round.taken.len();
        }
        for ((rates, times), round) in self.absolute.iter_mut().zip([generated, handwritten]) {
            rates.push(rate(round));
            times.push(each(round));
        }
    }
}

fn quantile(sorted: &[Duration], share: f64) -> f64 {
    let position = (sorted.len() as f64 * share) as usize;
    sorted.get(position).or(sorted.last()).unwrap().as_secs_f64()
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl fmt::Display for Ratios {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [throughput, p50, p99, processor] =
            [&self.throughput, &self.p50, &self.p99, &self.processor].map(|values| median(values));
        let [(own, own_time), (hand, hand_time)] = &self.absolute;
        let [own_user, hand_user] = self.user.map(|(user, requests)| user / requests as f64);
        let user = own_user / hand_user;
        write!(
            f,
            "throughput {throughput:.3}  p50 {p50:.3}  p99 {p99:.3}  processor time {processor:.3}  user time {user:.3}   ({:.0} against {:.0} requests a \
             second, {:.1} against {:.1} µs of processor time each)",
            median(own),
            median(hand),
            median(own_time),
            median(hand_time)
        )
    }
}
