//! What does a Rust file name? A reader of sources just good enough for the house rules, with no parser behind it.
//!
//! Must not know: which names are allowed.

use std::path::{Path, PathBuf};

/// One file of `src`, comments, literals and test code blanked out, line breaks kept.
pub struct Source {
    /// Below the repository, with `/`.
    pub path: String,
    /// The module path: `["keymap", "key"]` for `src/keymap/key.rs`; empty for `src/lib.rs`.
    pub module: Vec<String>,
    /// The whole text.
    pub text: String,
    /// What the compiler sees outside tests.
    pub code: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Source {
        let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
        let module = inner.split('/').filter(|m| *m != "mod" && *m != "lib");
        Source {
            path: path.into(),
            module: module.map(String::from).collect(),
            text: text.into(),
            code: without_tests(&without_words(text)),
        }
    }

    /// The strings that it holds outside tests, each with its line.
    pub fn strings(&self) -> Vec<(usize, &str)> {
        let code: Vec<&str> = self.code.lines().collect();
        let (mut found, mut rest, mut before, mut line) = (Vec::new(), &*self.text, ' ', 0);
        while let Some(c) = rest.chars().next() {
            let length = blank_at(rest, before).max(c.len_utf8());
            // What belongs to a test is blank in the code, to the end of the line.
            if c == '"' && code.get(line).is_some_and(|l| !l.is_empty()) {
                found.push((line + 1, &rest[..length]));
            }
            line += rest[..length].matches('\n').count();
            before = c;
            rest = &rest[length..];
        }
        found
    }

    /// The module right below the root that the file belongs to; `lib` for the root itself.
    pub fn top(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// Every module right below the root that is named by a path, with its line.
    pub fn modules_named(&self) -> Vec<(usize, String)> {
        let tokens = tokens(&self.code);
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let root = self.root_at(&tokens, at);
            if let Some(after) = root {
                found.extend(first_names(&tokens[after..]));
            }
            at = root.unwrap_or(at + 1);
        }
        found.retain(|(_, name)| name != "self");
        found
    }

    /// If the tokens at `at` lead to the root of the crate (`crate::`, enough `super::`, in `main.rs` the library's name),
    /// where the path goes on.
    fn root_at(&self, tokens: &[Token<'_>], mut at: usize) -> Option<usize> {
        let path_before = at > 0 && tokens[at - 1].1 == "::";
        let follows = |at: usize| tokens.get(at + 1).is_some_and(|t| t.1 == "::");
        if path_before || !follows(at) {
            return None;
        }
        if tokens[at].1 == "crate" || (self.top() == "main" && tokens[at].1 == "briefing") {
            return Some(at + 2);
        }
        let mut up = 0;
        while tokens.get(at).is_some_and(|t| t.1 == "super") && follows(at) {
            up += 1;
            at += 2;
        }
        (up > 0 && up >= self.module.len()).then_some(at)
    }

    /// Every outside crate of `crates` that is named, with its line.
    pub fn crates_named<'a>(&self, crates: &[&'a str]) -> Vec<(usize, &'a str)> {
        let tokens = tokens(&self.code);
        let mut found = Vec::new();
        for (at, (line, word)) in tokens.iter().enumerate() {
            let Some(name) = crates.iter().find(|name| *name == word) else {
                continue;
            };
            let before = |n: usize| at.checked_sub(n).map_or("", |i| tokens[i].1);
            // `a::toml::b` is a module of ours; `::toml::b` is the crate.
            let inside = before(1) == "::" && is_word(before(2)) && before(2) != "use";
            let path = tokens.get(at + 1).is_some_and(|t| t.1 == "::");
            if !inside && (path || matches!(before(1), "use" | "crate")) {
                found.push((*line, *name));
            }
        }
        found
    }

    /// Every function with a body: name, first line, lines.
    pub fn functions(&self) -> Vec<(String, usize, usize)> {
        let tokens = tokens(&self.code);
        let mut found = Vec::new();
        for (at, (line, word)) in tokens.iter().enumerate() {
            let named = tokens.get(at + 1).filter(|t| is_word(t.1));
            let (true, Some((_, name))) = (*word == "fn", named) else {
                continue;
            };
            if let Some(end) = end_of_item(&tokens[at..]) {
                found.push((name.to_string(), *line, end - line + 1));
            }
        }
        found
    }
}

/// A word, `::` or one other character, with its line from 1.
type Token<'a> = (usize, &'a str);

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            let length = match word.unwrap_or(rest.len()) {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                length => length,
            };
            found.push((number + 1, &rest[..length]));
            rest = rest[length..].trim_start();
        }
    }
    found
}

/// The first name of each path that goes on here: one, or several in braces.
fn first_names(tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    let name = |t: &Token<'_>| (t.0, t.1.to_string());
    if tokens.first().is_none_or(|t| t.1 != "{") {
        return tokens.first().map(name).into_iter().collect();
    }
    let mut depth = 0;
    let mut found = Vec::new();
    for pair in tokens.windows(2) {
        match pair[0].1 {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && matches!(pair[0].1, "{" | ",") && pair[1].1 != "}" {
            found.push(name(&pair[1]));
        }
    }
    found
}

/// The last line of an item that begins here; `None` if it ends with a semicolon before any brace.
fn end_of_item(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0;
    // An array in a signature has a semicolon, too.
    let mut brackets = 0;
    for (line, word) in tokens {
        match *word {
            "[" | "(" => brackets += 1,
            "]" | ")" => brackets -= 1,
            ";" if depth == 0 && brackets == 0 => return None,
            "{" => depth += 1,
            "}" if depth == 1 => return Some(*line),
            "}" => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `code` with every item behind `#[cfg(test)]` blanked out.
fn without_tests(code: &str) -> String {
    let mut lines: Vec<&str> = code.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        if lines[at].trim_start().starts_with("#[cfg(test)]") {
            let rest = lines[at..].join("\n").replacen("#[cfg(test)]", "", 1);
            let length = end_of_item(&tokens(&rest)).unwrap_or(2);
            lines[at..]
                .iter_mut()
                .take(length)
                .for_each(|line| *line = "");
            at += length;
        } else {
            at += 1;
        }
    }
    lines.join("\n")
}

/// `text` with comments, strings and characters blanked out, line breaks kept.
fn without_words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let before = out.chars().next_back().unwrap_or(' ');
        let length = blank_at(rest, before);
        if length == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            let blank = rest[..length].chars();
            out.extend(blank.map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[length..];
        }
    }
    out
}

/// How many bytes of `text` are a comment or a literal that begins here; 0 if none does.
fn blank_at(text: &str, before: char) -> usize {
    let until = |from: usize, end: &str| {
        text[from..]
            .find(end)
            .map_or(text.len(), |i| from + i + end.len())
    };
    let in_word = before.is_alphanumeric() || before == '_';
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return until(2, "*/");
    }
    let raw = text.trim_start_matches(['b', 'r']);
    let hashes = raw.len() - raw.trim_start_matches('#').len();
    let prefix = text.len() - raw.len();
    if !in_word && text[..prefix].ends_with('r') && raw[hashes..].starts_with('"') {
        return until(prefix + hashes + 1, &format!("\"{}", "#".repeat(hashes)));
    }
    match text.chars().next() {
        Some('"') => 1 + quoted(&text[1..], '"'),
        Some('\'') => character(text),
        _ => 0,
    }
}

/// Bytes up to and with the closing quote.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `'x'` and `'\n'` are characters, `'a` is a lifetime.
fn character(text: &str) -> usize {
    let mut inside = text[1..].chars();
    match (inside.next(), inside.next()) {
        (Some('\\'), _) => 1 + quoted(&text[1..], '\''),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 0,
    }
}

/// Every file below `folder` that ends in `.rs`, in order.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(folder).build();
    let mut files: Vec<PathBuf> = walk
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect();
    files.sort();
    files
}
