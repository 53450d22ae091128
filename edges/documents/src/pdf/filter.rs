//! Stream filters. Source: ISO 32000-1, section 7.4.

use super::object::{Dict, Object, nibble};
use crate::budget::{Budget, End};

/// Most filters one stream may pass through.
const MAX_FILTERS: usize = 8;

/// Undoes a stream's filters. `None` where one is for pictures or not known.
pub(super) fn decode(data: &[u8], filters: &[(Vec<u8>, Dict)], budget: &mut Budget) -> Option<(Vec<u8>, End)> {
    if filters.len() > MAX_FILTERS {
        budget.stop(format!("a stream passes through more than {MAX_FILTERS} filters"));
        return Some((Vec::new(), End::Limit));
    }
    let mut whole = End::Complete;
    let mut out = data.to_vec();
    for (name, parameters) in filters {
        let end;
        (out, end) = match &name[..] {
            b"FlateDecode" | b"Fl" => {
                let (out, end) = flate(&out, budget);
                (predict(out, parameters), end)
            }
            b"LZWDecode" | b"LZW" => {
                let (out, end) = lzw(&out, parameters, budget);
                (predict(out, parameters), end)
            }
            b"ASCIIHexDecode" | b"AHx" => (hex(&out), End::Complete),
            b"ASCII85Decode" | b"A85" => (ascii85(&out), End::Complete),
            b"RunLengthDecode" | b"RL" => run_length(&out, budget),
            b"Crypt" => (out, End::Complete),
            _ => return None,
        };
        match end {
            End::Complete => {}
            End::Damaged => whole = End::Damaged,
            End::Limit => return Some((out, End::Limit)),
        }
    }
    Some((out, whole))
}

fn flate(data: &[u8], budget: &mut Budget) -> (Vec<u8>, End) {
    let data = &data[data.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count()..];
    let (out, end) = budget.inflate(data, true);
    match (end, out.is_empty()) {
        // A broken zlib header: the data after it may be whole.
        (End::Damaged, true) if data.len() > 2 => budget.inflate(&data[2..], false),
        _ => (out, end),
    }
}

fn lzw(data: &[u8], parameters: &Dict, budget: &mut Budget) -> (Vec<u8>, End) {
    let early = parameters.get(&b"EarlyChange"[..]).and_then(Object::int) != Some(0);
    let mut decoder = match early {
        true => weezl::decode::Decoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8),
        false => weezl::decode::Decoder::new(weezl::BitOrder::Msb, 8),
    };
    let (mut out, mut read) = (Vec::new(), 0);
    let mut chunk = [0; 4096];
    loop {
        let result = decoder.decode_bytes(&data[read..], &mut chunk);
        read += result.consumed_in;
        out.extend_from_slice(&chunk[..result.consumed_out]);
        if !budget.inflated(result.consumed_out) {
            return (out, End::Limit);
        }
        match result.status {
            Ok(weezl::LzwStatus::Done) => return (out, End::Complete),
            Ok(weezl::LzwStatus::NoProgress) => return (out, End::Damaged),
            Ok(weezl::LzwStatus::Ok) if result.consumed_in == 0 && result.consumed_out == 0 => {
                return (out, End::Damaged);
            }
            Ok(weezl::LzwStatus::Ok) => {}
            Err(_) => return (out, End::Damaged),
        }
    }
}

fn hex(data: &[u8]) -> Vec<u8> {
    let mut digits: Vec<u8> = data.iter().take_while(|b| **b != b'>').filter_map(|b| nibble(*b)).collect();
    if digits.len() % 2 == 1 {
        digits.push(0);
    }
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn ascii85(data: &[u8]) -> Vec<u8> {
    let (mut out, mut group) = (Vec::with_capacity(data.len()), Vec::with_capacity(5));
    for b in data {
        match b {
            b'~' => break,
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => {
                group.push(b - b'!');
                if group.len() == 5 {
                    out.extend(base85(&group));
                    group.clear();
                }
            }
            _ => {}
        }
    }
    if group.len() > 1 {
        let length = group.len() - 1;
        group.resize(5, 84);
        out.extend(&base85(&group)[..length]);
    }
    out
}

fn base85(group: &[u8]) -> [u8; 4] {
    group.iter().fold(0u32, |sum, digit| sum.wrapping_mul(85).wrapping_add(u32::from(*digit))).to_be_bytes()
}

fn run_length(data: &[u8], budget: &mut Budget) -> (Vec<u8>, End) {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(length) = data.get(at) {
        let length = usize::from(*length);
        at += 1;
        let before = out.len();
        match length {
            128 => return (out, End::Complete),
            0..128 => {
                let Some(run) = data.get(at..at + length + 1) else { return (out, End::Damaged) };
                out.extend_from_slice(run);
                at += length + 1;
            }
            _ => {
                let Some(b) = data.get(at) else { return (out, End::Damaged) };
                out.extend(std::iter::repeat_n(*b, 257 - length));
                at += 1;
            }
        }
        if !budget.inflated(out.len() - before) {
            return (out, End::Limit);
        }
    }
    (out, End::Complete)
}

/// Undoes a predictor, row by row.
fn predict(data: Vec<u8>, parameters: &Dict) -> Vec<u8> {
    let get = |name: &[u8], default: usize| {
        parameters.get(name).and_then(Object::int).and_then(|n| usize::try_from(n).ok()).unwrap_or(default)
    };
    let predictor = get(b"Predictor", 1);
    let (colors, bits, columns) = (get(b"Colors", 1), get(b"BitsPerComponent", 8), get(b"Columns", 1));
    if predictor < 2 || colors == 0 || columns == 0 || !(1..=32).contains(&bits) {
        return data;
    }
    let Some(width) = colors.checked_mul(bits).and_then(|n| n.checked_mul(columns)).map(|n| n.div_ceil(8)) else {
        return data;
    };
    let pixel = (colors.min(1024) * bits).div_ceil(8);
    let mut data = data;
    if predictor == 2 {
        if bits == 8 {
            for row in data.chunks_mut(width) {
                for i in pixel..row.len() {
                    row[i] = row[i].wrapping_add(row[i - pixel]);
                }
            }
        }
        return data;
    }
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    for row in data.chunks(width + 1) {
        let above = out.len().checked_sub(width);
        let start = out.len();
        for (i, b) in row[1..].iter().enumerate() {
            let left = if i >= pixel { out[start + i - pixel] } else { 0 };
            let up = above.map_or(0, |above| out[above + i]);
            let corner = if i >= pixel { above.map_or(0, |above| out[above + i - pixel]) } else { 0 };
            let guess = match row[0] {
                1 => left,
                2 => up,
                3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                4 => paeth(left, up, corner),
                _ => 0,
            };
            out.push(b.wrapping_add(guess));
        }
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (guess - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(name: &str, data: &[u8]) -> (Vec<u8>, End) {
        decode(data, &[(name.as_bytes().to_vec(), Dict::new())], &mut Budget::new(0)).unwrap()
    }

    #[test]
    fn the_filters_for_text() {
        assert_eq!(run("ASCIIHexDecode", b"48 65 6C6c 6F>x").0, b"Hello");
        // Made with Python's base64.a85encode.
        assert_eq!(run("ASCII85Decode", b"87cURD]i,\"Ebo80~>").0, b"Hello World!");
        assert_eq!(
            run("RunLengthDecode", &[2, b'a', b'b', b'c', 254, b'd', 128, 9]),
            (b"abcddd".to_vec(), End::Complete)
        );
        // The example of ISO 32000-1, section 7.4.4.2.
        let lzw = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(run("LZWDecode", &lzw).0, [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert!(decode(b"", &[(b"DCTDecode".to_vec(), Dict::new())], &mut Budget::new(0)).is_none());
    }

    #[test]
    fn predictors_are_undone() {
        let parameters =
            Dict::from([(b"Predictor".to_vec(), Object::Int(12)), (b"Columns".to_vec(), Object::Int(3))]);
        assert_eq!(predict(vec![2, 1, 2, 3, 2, 1, 1, 1, 1, 5, 1, 1], &parameters), [1, 2, 3, 2, 3, 4, 5, 6, 7]);
        let tiff = Dict::from([(b"Predictor".to_vec(), Object::Int(2)), (b"Columns".to_vec(), Object::Int(3))]);
        assert_eq!(predict(vec![1, 1, 1, 2, 0, 1], &tiff), [1, 2, 3, 2, 2, 3]);
    }

    #[test]
    fn a_chain_of_filters_ends() {
        let chain = vec![(b"ASCIIHexDecode".to_vec(), Dict::new()); 9];
        let mut budget = Budget::new(0);
        assert_eq!(decode(b"00", &chain, &mut budget).unwrap().1, End::Limit);
        assert!(budget.spent().is_some());
    }
}
