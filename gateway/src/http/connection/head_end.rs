use memchr::memchr_iter;

/// Finds the empty line that ends a head, in pieces of any size.
///
/// As the HTTP library does, it skips empty lines before a head and accepts a bare line feed as a line end.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeadEnd {
    /// Whether a line that is not empty has arrived.
    is_started: bool,
    /// Whether the current line is empty so far.
    is_line_empty: bool,
    is_found: bool,
}

impl HeadEnd {
    /// Starts a head; `is_started` if a part of its first line has arrived before.
    pub(super) fn new(is_started: bool) -> HeadEnd {
        HeadEnd {
            is_started,
            is_line_empty: !is_started,
            is_found: false,
        }
    }

    pub(super) fn is_found(&self) -> bool {
        self.is_found
    }

    /// Returns the length of the part that belongs to the head, if the head ends in this piece.
    pub(super) fn find(&mut self, piece: &[u8]) -> Option<usize> {
        let mut start = 0;
        for end in memchr_iter(b'\n', piece) {
            let line = piece.get(start..end).unwrap_or_default();
            let is_empty = self.is_line_empty && is_blank(line);
            start = end + 1;
            if is_empty && self.is_started {
                self.is_found = true;
                return Some(start);
            }
            self.is_started |= !is_empty;
            self.is_line_empty = true;
        }
        self.is_line_empty &= is_blank(piece.get(start..).unwrap_or_default());
        None
    }
}

fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"" | b"\r")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_found_in_any_pieces() {
        for head in [
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "\r\n\r\n\nGET / HTTP/1.1\nHost: x\n\n",
            "GET / HTTP/1.1\nHost: x\r\n\n",
        ] {
            let request = format!("{head}body\r\n\r\nmore");
            for size in 1..request.len() {
                let (mut head_end, mut found) = (HeadEnd::new(false), None);
                for (number, piece) in request.as_bytes().chunks(size).enumerate() {
                    if let Some(end) = head_end.find(piece) {
                        found = Some(number * size + end);
                        break;
                    }
                }
                assert_eq!(found, Some(head.len()), "{head:?} in pieces of {size}");
            }
        }
    }

    #[test]
    fn what_came_before_counts() {
        assert_eq!(HeadEnd::new(true).find(b"/ HTTP/1.1\r\n\r\n"), Some(14));
        assert_eq!(HeadEnd::new(true).find(b"\r\n\r\n"), Some(4));
        assert_eq!(HeadEnd::new(false).find(b"\r\n\r\n"), None);
    }
}
