//! The simulator finds nothing wrong.

#[test]
fn a_hundred_thousand_steps_keep_the_books() {
    let outcome = testkit::simulate::run(20_261_120, 100_000, |_| {});
    let summary = outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(summary.payments > 1_000 && summary.refunds > 100, "it did business: {summary}");
    assert!(summary.served > 60, "services were rendered: {summary}");
    assert!(summary.revived > 0 && summary.sent_back > 0, "late money came both ways: {summary}");
}
