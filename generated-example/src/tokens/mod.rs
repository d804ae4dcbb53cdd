//! Token lifecycle demo: fetch, reuse, refresh, replace.

mod scenes;

use std::time::{Duration, Instant};

use naftiko_upstreams::Counters;

use crate::{Error, table};

/// The results of all scenes.
#[derive(Debug)]
pub struct Results(Vec<Scene>);

impl Results {
    /// Returns whether every API counted the expected requests.
    pub fn all_good(&self) -> bool {
        self.0.iter().all(Scene::is_good)
    }

    /// Returns a table with a line for each scene.
    pub fn table(&self) -> String {
        let headings = [
            "tokens of",
            "what happens",
            "calls",
            "rejected",
            "issued",
            "ms",
            "",
        ]
        .map(str::to_owned);
        let rows = self.0.iter().map(Scene::cells);
        table::render(&std::iter::once(headings).chain(rows).collect::<Vec<_>>())
    }
}

/// A step of the token lifecycle, and the counters of the API.
#[derive(Debug)]
struct Scene {
    api: &'static str,
    what: &'static str,
    expected: Counted,
    counted: Result<Counted, Error>,
    took: Duration,
}

/// The counters of a fake API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counted {
    /// Resource calls.
    calls: usize,
    /// Resource calls with a rejected token.
    refused: usize,
    /// Token requests.
    asked: usize,
    /// Issued tokens.
    minted: usize,
}

impl From<Counters> for Counted {
    fn from(counters: Counters) -> Self {
        Self {
            calls: counters.resource_calls,
            refused: counters.refused,
            asked: counters.token_calls,
            minted: counters.mints,
        }
    }
}

impl Scene {
    fn is_good(&self) -> bool {
        self.counted
            .as_ref()
            .is_ok_and(|counted| *counted == self.expected)
    }

    fn cells(&self) -> [String; 7] {
        let cell = |part: fn(&Counted) -> usize| match &self.counted {
            Ok(counted) if part(counted) == part(&self.expected) => part(counted).to_string(),
            Ok(counted) => format!("{}, not {}", part(counted), part(&self.expected)),
            Err(_) => "-".to_owned(),
        };
        let end = match &self.counted {
            Ok(_) if self.is_good() => "good".to_owned(),
            Ok(counted) => format!("BAD: {} requests for tokens", counted.asked),
            Err(error) => format!("BAD: {error}"),
        };
        [
            self.api.to_owned(),
            self.what.to_owned(),
            cell(|counted| counted.calls),
            cell(|counted| counted.refused),
            cell(|counted| counted.minted),
            format!("{:.1}", self.took.as_secs_f64() * 1000.0),
            end,
        ]
    }
}

/// Runs all scenes concurrently, each with its own fake API.
pub async fn run() -> Results {
    let scenes = futures_util::future::join_all(scenes::all().into_iter().map(|play| async move {
        let started = Instant::now();
        let counted = (play.run)().await;
        Scene {
            api: play.api,
            what: play.what,
            expected: play.expected,
            counted,
            took: started.elapsed(),
        }
    }));
    Results(scenes.await)
}
