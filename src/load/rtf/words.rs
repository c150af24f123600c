//! Which words, bytes and braces is an RTF file made of, and what do its words mean that stand for one thing?
//!
//! Must not know: documents.

use encoding_rs::Encoding;

/// A piece of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'b> {
    Open,
    Close,
    /// One byte of text.
    Byte(u8),
    /// A control word and its number.
    Word(&'b str, Option<i32>),
    /// `\*`: who does not know the next word shall pass its group over.
    Optional,
}

pub(super) struct Tokens<'b> {
    rest: &'b [u8],
}

impl<'b> Tokens<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    fn skip(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or_default();
    }

    /// What a backslash begins.
    fn control(&mut self) -> Option<Token<'b>> {
        let first = *self.rest.get(1)?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        if first == b'\'' {
            let digit = |at: usize| self.rest.get(at).and_then(|b| char::from(*b).to_digit(16));
            let byte = digit(2).zip(digit(3)).map(|(a, b)| (a << 4 | b) as u8);
            self.skip(if byte.is_some() { 4 } else { 2 });
            return byte.map(Token::Byte).or_else(|| self.next());
        }
        self.skip(2);
        Some(match first {
            b'*' => Token::Optional,
            b'\n' | b'\r' => Token::Word("par", None),
            b'\t' => Token::Word("tab", None),
            b'~' => Token::Word("nbsp", None),
            b'_' => Token::Word("hyphen", None),
            b'{' | b'}' | b'\\' => Token::Byte(first),
            // Where a word may be parted, and marks of indexes.
            _ => return self.next(),
        })
    }

    fn word(&mut self) -> Token<'b> {
        let text = &self.rest[1..];
        let len = text
            .iter()
            .take(40)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let word = std::str::from_utf8(&text[..len]).unwrap_or_default();
        let number = &text[len..];
        let sign = usize::from(number.first() == Some(&b'-'));
        let digits = number[sign..]
            .iter()
            .take(10)
            .take_while(|b| b.is_ascii_digit());
        let digits = digits.count();
        let end = if digits > 0 { sign + digits } else { 0 };
        let value = std::str::from_utf8(&number[..end])
            .ok()
            .filter(|n| !n.is_empty());
        let value = value.map(|v| v.parse().unwrap_or(0));
        let space = usize::from(number.get(end) == Some(&b' '));
        self.skip(1 + len + end + space);
        if let ("bin", Some(bytes)) = (word, value) {
            self.skip(usize::try_from(bytes).unwrap_or(0));
        }
        Token::Word(word, value)
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        let breaks = self
            .rest
            .iter()
            .take_while(|b| matches!(b, b'\n' | b'\r' | 0));
        let breaks = breaks.count();
        self.skip(breaks);
        let first = *self.rest.first()?;
        match first {
            b'\\' => return self.control(),
            _ => self.skip(1),
        }
        Some(match first {
            b'{' => Token::Open,
            b'}' => Token::Close,
            b'\t' => Token::Word("tab", None),
            byte => Token::Byte(byte),
        })
    }
}

/// The character that a word stands for.
pub(super) fn character(word: &str) -> Option<char> {
    Some(match word {
        "tab" => '\t',
        "line" => '\n',
        "emdash" => '—',
        "endash" => '–',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "bullet" => '•',
        "emspace" | "enspace" | "qmspace" => ' ',
        "nbsp" => '\u{a0}',
        "hyphen" => '-',
        _ => return None,
    })
}

/// Whether the group that begins with that word holds no text of the document.
pub(super) fn is_no_text(word: &str) -> bool {
    matches!(
        word,
        "colortbl"
            | "object"
            | "objdata"
            | "footnote"
            | "annotation"
            | "header"
            | "headerl"
            | "headerr"
            | "headerf"
            | "footer"
            | "footerl"
            | "footerr"
            | "footerf"
            | "ftnsep"
            | "ftnsepc"
            | "ftncn"
            | "listtable"
            | "listoverridetable"
            | "filetbl"
            | "revtbl"
            | "rsidtbl"
            | "generator"
            | "xe"
            | "tc"
            | "txe"
            | "rxe"
            | "bkmkend"
            | "nonshppict"
            | "themedata"
            | "colorschememapping"
            | "latentstyles"
            | "datastore"
            | "template"
            | "private"
            | "falt"
            | "panose"
    )
}

/// The encoding of a code page.
pub(super) fn code_page(page: i32) -> Option<&'static Encoding> {
    let label = match page {
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        866 => "ibm866",
        874 => "windows-874",
        10_000 => "macintosh",
        65_001 => "utf-8",
        1250..=1258 => return Encoding::for_label(format!("windows-{page}").as_bytes()),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a font by the number of its set of characters.
pub(super) fn char_set(set: i32) -> Option<&'static Encoding> {
    code_page(match set {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
