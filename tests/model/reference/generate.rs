//! Random setups and steps: the same number gives the same.

use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use crate::reference::generate_scenario::{self as scenarios, accounts};
use crate::reference::names::FIRST_OF_MANY;
use crate::reference::rules::COMMANDS;
use crate::reference::step::{
    Ask, Auth, CallStep, CheckRef, Deleted, EndStep, Flaw, Key, Receiver, Setup, Signing, Start, Step,
};

/// How many keys are used: 0 is none, the last is never declared.
pub(crate) const KEYS: Key = 7;
/// How many nonces are used.
const NONCES: u16 = 200;
/// Client result codes, those of a result most often.
const CODES: [&str; 6] = ["1000", "1000", "1001", "1002", "1006", "1013"];

/// Steps without end.
pub(crate) struct Steps {
    random: ChaCha8Rng,
    /// Whether calls are signed.
    signs: bool,
    /// Whether calls of many keys come.
    many_keys: bool,
    /// Whether time is moved by thousands of years.
    far: bool,
}

/// The setup with this number, and its steps.
pub(crate) fn setup(number: u64) -> (Setup, Steps) {
    let mut random = ChaCha8Rng::seed_from_u64(number);
    let signs = number % 5 == 4;
    let mut setup = Setup {
        seed: random.random_range(0..1000),
        strictness: random.random_range(0..3),
        qps: *[None, Some(0), Some(0), Some(3), Some(50)].choose(&mut random).unwrap(),
        burst: *[None, None, Some(1), Some(20)].choose(&mut random).unwrap(),
        abnormal: *[(20, 60), (3, 60), (2, 5), (0, 60), (1, 1)].choose(&mut random).unwrap(),
        transactions: if number % 5 == 3 { random.random_range(1..30) } else { 0 },
        journal: *[0, 0, 7].choose(&mut random).unwrap(),
        tries: random.random_range(1..6),
        ..Setup::default()
    };
    if signs && random.random_bool(0.6) {
        setup.keys = accounts(&mut random);
    }
    if random.random_bool(0.6) {
        setup.scenario = Some(scenarios::scenario(&mut random, signs));
    }
    (setup, Steps { random, signs, many_keys: number % 50 == 6, far: number % 10 == 7 })
}

impl Iterator for Steps {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let kind = self.random.random_range(0..1000);
        Some(match kind {
            0..620 => Step::Call(self.call()),
            620..624 => Step::Garbage,
            624..770 => Step::Advance { key: self.of_key(0.3), ms: self.time() },
            770 => Step::Timestamps { key: self.of_key(0.5), follow: self.random.random() },
            771..774 => Step::Set { key: self.of_key(0.5), seconds: self.seconds() },
            774..778 => {
                let scenario = scenarios::scenario(&mut self.random, self.signs);
                // Many keys stay, so that there are too many accounts.
                let key = self.of_key(if self.many_keys { 1.0 } else { 0.7 });
                Step::Load { key, scenario }
            }
            778..780 => Step::Clear { key: self.of_key(0.8) },
            780..784 => Step::Reset { key: self.of_key(0.8) },
            784..830 => Step::Open { check: self.check(), changed: self.changed() },
            830..860 => Step::Reach { check: self.check(), page: self.random.random_range(0..4) },
            860..900 => {
                let code = CODES.choose(&mut self.random)?;
                Step::Finish { check: self.check(), code: (*code).to_owned(), end: self.end() }
            }
            900..930 => Step::Complete { check: self.check(), passed: self.random.random(), end: self.end() },
            930..988 => Step::Deliver { receiver: self.receiver() },
            988..999 => Step::Inspect { key: self.of_key(0.7) },
            _ if self.many_keys => {
                let first = FIRST_OF_MANY + self.random.random_range(0..6) * 2000;
                Step::ManyKeys { first, count: self.random.random_range(1000..8000) }
            }
            _ => Step::Inspect { key: None },
        })
    }
}

impl Steps {
    fn key(&mut self) -> Key {
        self.random.random_range(0..KEYS)
    }

    fn of_key(&mut self, probability: f64) -> Option<Key> {
        self.random.random_bool(probability).then(|| self.key())
    }

    /// Some minutes; from far away sometimes back to the start.
    fn seconds(&mut self) -> i64 {
        if self.far && self.random.random_bool(0.3) {
            return -300_000_000_000;
        }
        self.random.random_range(-2000..4000)
    }

    /// Mostly short, now and then past a limit, and exactly at it.
    fn time(&mut self) -> u64 {
        if self.far && self.random.random_bool(0.005) {
            return self.random.random_range(0..9_000) * 31_557_600_000;
        }
        match self.random.random_range(0..100) {
            0..60 => self.random.random_range(0..400),
            60..80 => self.random.random_range(0..10_000),
            80..90 => *[2_000, 5_000, 6_000, 60_000, 900_000, 1_800_000, 1_860_000, 59_999, 1_799_999]
                .choose(&mut self.random)
                .unwrap(),
            90..97 => self.random.random_range(0..2_000_000),
            97..99 => self.random.random_range(0..100_000_000),
            _ => 30 * 24 * 3_600_000 - self.random.random_range(0..2),
        }
    }

    fn check(&mut self) -> CheckRef {
        // Of the first checks of a key and of any.
        let most = if self.random.random_bool(0.3) { 5 } else { 2000 };
        CheckRef { key: self.key(), nth: self.random.random_range(0..most) }
    }

    fn changed(&mut self) -> u8 {
        if self.random.random_bool(0.9) { 0 } else { self.random.random_range(1..3) }
    }

    fn end(&mut self) -> EndStep {
        let sub_code = self.random.random_bool(0.2).then(|| "301".to_owned());
        EndStep { sub_code, edits: self.random.random_bool(0.3), copy: self.random.random_bool(0.3) }
    }

    fn receiver(&mut self) -> Receiver {
        use Receiver::{Accepts, Forbidden, Mixed, Recovers, Refuses, Unreachable};
        *[Accepts, Accepts, Mixed, Mixed, Mixed, Refuses, Unreachable, Forbidden, Recovers]
            .choose(&mut self.random)
            .unwrap()
    }

    fn call(&mut self) -> CallStep {
        let flaw = if self.random.random_bool(0.8) { Flaw::None } else { self.flaw() };
        let key = self.key();
        CallStep { key, auth: self.auth(key), flaw, ask: self.ask(key), header: self.words(0.06) }
    }

    fn flaw(&mut self) -> Flaw {
        use Flaw::{
            Get, Invalid, Missing, NoAction, NoVersion, Put, Twice, Undocumented, UnknownAction,
            UnknownFormat, UnknownVersion,
        };
        *[
            Missing,
            Missing,
            Missing,
            Invalid,
            Invalid,
            Invalid,
            Undocumented,
            Undocumented,
            Twice,
            Get,
            Put,
            NoAction,
            UnknownAction,
            NoVersion,
            UnknownVersion,
            UnknownFormat,
        ]
        .choose(&mut self.random)
        .unwrap()
    }

    fn auth(&mut self, key: Key) -> Auth {
        if !self.signs || self.random.random_bool(0.03) {
            return Auth::Unsigned;
        }
        let skew = match self.random.random_range(0..10) {
            0 => *[-901, -900, -899, 899, 900, 901, 5000].choose(&mut self.random).unwrap(),
            _ => self.random.random_range(-100..100),
        };
        let is_odd = self.random.random_bool(0.1);
        let token = match (key == crate::reference::names::TEMPORARY, is_odd) {
            (true, false) => Some("token"),
            (false, false) | (true, true) => None,
            (false, true) => *[Some("token"), Some("other"), Some("a b")].choose(&mut self.random).unwrap(),
        };
        let signing = Signing {
            nonce: self.random.random_range(0..NONCES),
            skew,
            machine: self.random.random_bool(0.3),
            secret: self.random.random_bool(0.95),
            token: token.map(str::to_owned),
        };
        if self.random.random() { Auth::V1(signing) } else { Auth::V3(signing) }
    }

    fn words(&mut self, probability: f64) -> Option<usize> {
        self.random.random_bool(probability).then(|| self.random.random_range(0..COMMANDS))
    }

    fn ask(&mut self, key: Key) -> Ask {
        // Mostly for checks of its own.
        let own = self.random.random_bool(0.85);
        let any = self.check();
        let check = if own { CheckRef { key, ..any } } else { any };
        let own_biz = self.random.random_bool(0.9);
        match self.random.random_range(0..10) {
            0..4 => Ask::Initialize(self.start()),
            4..7 => Ask::CheckResult { check, own_biz, image: self.random.random() },
            7 => Ask::CheckVerifyLog { check, own_biz },
            8 => Ask::DeleteVerifyResult { check, after_query: self.random.random(), what: self.deleted() },
            _ => Ask::Keepalive,
        }
    }

    fn deleted(&mut self) -> Option<Deleted> {
        *[None, Some(Deleted::Img), Some(Deleted::Text), Some(Deleted::All)].choose(&mut self.random).unwrap()
    }

    fn start(&mut self) -> Start {
        Start {
            biz: self.random.random_range(0..5),
            user: self.random.random_range(0..5),
            words: self.words(0.25),
            document: self.random.random_range(0..3),
            page: self.random.random_bool(0.8),
            callback: self.random.random_bool(0.6),
            token: self.random.random(),
            return_url: self.random.random(),
            edits: self.random.random_bool(0.7),
            spoof: self.random.random(),
        }
    }
}
