//! Shortens a story that fails, by leaving acts out as long as it still fails (delta debugging).

use super::Act;

/// Plays tried at most: a story that is still long then is told as it is.
const PLAYS_MAX: usize = 2_000;

pub(super) fn shorten(mut acts: Vec<Act>, still_fails: impl Fn(&[Act]) -> bool) -> Vec<Act> {
    let mut plays = 0;
    let mut chunk = acts.len().div_ceil(2);
    while chunk >= 1 && plays < PLAYS_MAX {
        let mut start = 0;
        let mut shorter = false;
        while start < acts.len() && plays < PLAYS_MAX {
            let end = (start + chunk).min(acts.len());
            let without: Vec<_> = acts[..start].iter().chain(&acts[end..]).cloned().collect();
            plays += 1;
            if still_fails(&without) {
                acts = without;
                shorter = true;
            } else {
                start = end;
            }
        }
        if !shorter || chunk > 1 {
            if chunk == 1 {
                break;
            }
            chunk = chunk.div_ceil(2).min(chunk - 1);
        }
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::act::draw;

    #[test]
    fn what_does_not_matter_is_left_out() {
        let acts = draw(1, 1, 200);
        let (a, b) = (format!("{:?}", acts[17]), format!("{:?}", acts[150]));
        let fails = |acts: &[Act]| {
            let told: Vec<_> = acts.iter().map(|act| format!("{act:?}")).collect();
            told.contains(&a) && told.contains(&b)
        };
        assert_eq!(shorten(acts, fails).len(), 2);
    }
}
