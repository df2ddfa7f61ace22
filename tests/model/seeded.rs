//! The mistakes that `cargo xtask mistakes` makes fit the sources.

use std::fs;
use std::path::Path;

use crate::mistakes::MISTAKES;

#[test]
fn each_text_that_a_mistake_replaces_occurs_once() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for one in MISTAKES {
        let text = fs::read_to_string(root.join(one.file)).unwrap();
        let times = text.matches(one.right).count();
        assert_eq!(times, 1, "{}: in {} {:?} occurs {times} times", one.name, one.file, one.right);
        assert!(one.right != one.wrong, "{}", one.name);
    }
    let mut names: Vec<_> = MISTAKES.iter().map(|one| one.name).collect();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() == MISTAKES.len() && names.len() >= 20, "{} names", names.len());
}
