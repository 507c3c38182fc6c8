//! Whether a JPEG goes on to its end. Decoders show what there is of one that was cut off, and fill up the rest.

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// Whether the marker that ends the picture comes after its segments and scans (ITU-T T.81, annex B). Whatever follows
/// it is nobody's business here; what is inside a segment, such as a small picture with its own end, is passed over.
pub(super) fn is_whole(jpeg: &[u8]) -> bool {
    let mut rest = jpeg;
    while let Some((marker, after)) = next_marker(rest) {
        rest = after;
        match marker {
            END => return true,
            // They stand alone.
            START | 0x01 | 0xd0..=0xd7 => {}
            _ => {
                let length = |bytes: &[u8]| Some(usize::from(u16::from_be_bytes(*bytes.first_chunk()?)));
                let Some(after) = length(rest).and_then(|length| rest.get(length.max(2)..)) else {
                    return false;
                };
                rest = if marker == SCAN { after_scan(after) } else { after };
            }
        }
    }
    false
}

/// The next marker and what follows it; damage before it is for the decoder to judge.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff))?;
    Some((bytes[at + 1], &bytes[at + 2..]))
}

/// What follows the coded data of a scan: in it `ff` is followed by 0 or a restart marker.
fn after_scan(bytes: &[u8]) -> &[u8] {
    let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    bytes.windows(2).position(is_end).map_or(&[], |at| &bytes[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_the_pictures_own() {
        let thumbnail = [0xff, 0xe1, 0x00, 0x06, 0xff, 0xd8, 0xff, 0xd9];
        let scan = [0xff, 0xda, 0x00, 0x03, 0x00, 0x12, 0xff, 0x00, 0xd9, 0xff, 0xd0, 0x34];
        let of = |parts: &[&[u8]]| is_whole(&parts.concat());
        let (start, end): (&[u8], &[u8]) = (&[0xff, 0xd8], &[0xff, 0xd9]);
        assert!(of(&[start, &thumbnail, &scan, end]));
        assert!(of(&[start, &scan, &scan, &[0xff], end, b"appended"]), "two scans, a fill byte, a tail");
        for cut in
            [&[start][..], &[start, &thumbnail], &[start, &thumbnail, &scan], &[start, &scan[..3]], &[]]
        {
            assert!(!of(cut), "{cut:?}");
        }
    }
}
