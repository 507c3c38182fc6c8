//! Bars drawn as SVG: one a day, with a lighter bar behind it for the whole of which it is a part.

use std::fmt::{self, Display};

use askama::filters::{Escaper, Html, HtmlSafe};

/// One chart. Every number is also in the table below it, for those who do not see it.
#[derive(Debug, Clone)]
pub struct Chart {
    pub title: String,
    pub bars: Vec<Bar>,
}

#[derive(Debug, Clone)]
pub struct Bar {
    /// Below the bar, short.
    pub label: String,
    /// What pointing at the bar tells.
    pub hint: String,
    pub value: u64,
    /// The whole of which `value` is a part; the value itself where there is no such thing.
    pub whole: u64,
}

const WIDTH: u64 = 420;
const HEIGHT: u64 = 150;
const BASE: u64 = 128;
const TOP: u64 = 14;
const GAP: u64 = 6;

impl Chart {
    fn top(&self) -> u64 {
        self.bars.iter().map(|bar| bar.whole.max(bar.value)).max().unwrap_or(0).max(1)
    }

    fn height_of(&self, value: u64) -> u64 {
        let full = u128::from(BASE - TOP);
        let height = u128::from(value) * full / u128::from(self.top());
        // A bar for something is never invisible.
        u64::try_from(height).unwrap_or(0).max(u64::from(value > 0) * 2)
    }
}

fn escaped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    Html.write_escaped_str(f, text)
}

/// Wide enough apart that labels do not touch: every bar up to seven, else every second one.
fn is_labelled(at: u64, count: u64) -> bool {
    count <= 7 || (count - 1 - at).is_multiple_of(2)
}

impl Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = (self.bars.len() as u64).max(1);
        let step = WIDTH / count;
        let width = step.saturating_sub(GAP).max(2);
        write!(f, "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"")?;
        escaped(&self.title, f)?;
        write!(f, "\"><path class=\"chart-base\" d=\"M0 {BASE}H{WIDTH}\"/>")?;
        for (at, bar) in (0..count).zip(&self.bars) {
            let left = at * step + (step - width.min(step)) / 2;
            let (whole, part) = (self.height_of(bar.whole), self.height_of(bar.value));
            f.write_str("<g><title>")?;
            escaped(&bar.hint, f)?;
            write!(f, "</title><path class=\"chart-hit\" d=\"M{} 0h{step}v{HEIGHT}h-{step}z\"/>", at * step)?;
            for (class, height) in [("chart-whole", whole), ("chart-part", part)] {
                write!(
                    f,
                    "<path class=\"{class}\" d=\"M{left} {}h{width}v{height}h-{width}z\"/>",
                    BASE - height
                )?;
            }
            if is_labelled(at, count) {
                write!(f, "<text x=\"{}\" y=\"{}\">", left + width / 2, HEIGHT - 6)?;
                escaped(&bar.label, f)?;
                f.write_str("</text>")?;
            }
            f.write_str("</g>")?;
        }
        f.write_str("</svg>")
    }
}

/// Its texts are escaped as it is written; the rest is numbers.
impl HtmlSafe for Chart {}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(value: u64, whole: u64) -> Bar {
        Bar { label: "<11-20>".into(), hint: "\"&".into(), value, whole }
    }

    #[test]
    fn it_is_drawn_within_its_frame_and_escaped() {
        let chart =
            Chart { title: "<b>".into(), bars: vec![bar(1, u64::MAX), bar(0, 0), bar(u64::MAX, u64::MAX)] };
        let svg = chart.to_string();
        assert!(!svg.contains("<b>") && !svg.contains("<11") && !svg.contains("\"&\""), "{svg}");
        assert!(svg.contains(&format!("v{}", BASE - TOP)) && svg.contains("v2h"));
    }

    #[test]
    fn without_days_there_is_an_empty_frame() {
        let svg = Chart { title: String::new(), bars: vec![] }.to_string();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
    }
}
