//! What of queries is kept from one session to the next? Those that were asked last, and those that have a name.
//!
//! Invariant: an edit may be done again, and in any order with those of other programs: none of them loses another's.
//! Must not know: where they are kept, the screen.

/// So many queries are remembered.
pub const MOST_ASKED: usize = 500;

/// A query with a name of the reader's.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Saved {
    /// The name; no two have the same.
    pub name: String,
    /// The query, as it is typed.
    pub query: String,
}

/// All that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Queries that were asked, newest last, each once.
    pub asked: Vec<String>,
    /// Queries with names, in the order in which they were saved.
    pub saved: Vec<Saved>,
}

/// What the reader does to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Asks a query.
    Ask(String),
    /// Saves a query; under a name that is there already, in its place.
    Save(Saved),
    /// Gives a saved query another name; one that has that name goes.
    Rename {
        /// The name it has.
        from: String,
        /// The name it gets.
        to: String,
    },
    /// Removes a saved query.
    Remove(String),
}

impl Kept {
    /// Does an edit.
    pub fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Ask(query) => {
                self.asked.retain(|q| q != query);
                self.asked.push(query.clone());
                let old = self.asked.len().saturating_sub(MOST_ASKED);
                self.asked.drain(..old);
            }
            Edit::Save(new) => match self.saved.iter_mut().find(|s| s.name == new.name) {
                Some(there) => there.clone_from(new),
                None => self.saved.push(new.clone()),
            },
            Edit::Rename { from, to } if from != to && self.named(from).is_some() => {
                self.saved.retain(|s| s.name != *to);
                for saved in self.saved.iter_mut().filter(|s| s.name == *from) {
                    saved.name.clone_from(to);
                }
            }
            Edit::Rename { .. } => {}
            Edit::Remove(name) => self.saved.retain(|s| s.name != *name),
        }
    }

    /// What undoes an edit before it is done; nothing undoes having asked.
    pub fn inverse(&self, edit: &Edit) -> Vec<Edit> {
        let saved = |name: &str| self.named(name).cloned().map(Edit::Save);
        match edit {
            Edit::Ask(_) => Vec::new(),
            Edit::Save(new) => {
                let before = saved(&new.name);
                vec![before.unwrap_or_else(|| Edit::Remove(new.name.clone()))]
            }
            Edit::Rename { from, to } => {
                let back = Edit::Rename {
                    from: to.clone(),
                    to: from.clone(),
                };
                [Some(back), saved(to)].into_iter().flatten().collect()
            }
            Edit::Remove(name) => saved(name).into_iter().collect(),
        }
    }

    /// The saved query of that name.
    pub fn named(&self, name: &str) -> Option<&Saved> {
        self.saved.iter().find(|s| s.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_keep_what_was_asked_last_and_each_name_once() {
        let save = |name: &str, query: &str| {
            Edit::Save(Saved {
                name: name.into(),
                query: query.into(),
            })
        };
        let rename = |from: &str, to: &str| Edit::Rename {
            from: from.into(),
            to: to.into(),
        };
        let ask = |query: &str| Edit::Ask(query.into());
        let cases: [(Vec<Edit>, &str); 7] = [
            (vec![ask("a"), ask("b"), ask("a")], "b a |"),
            (
                vec![save("x", "1"), save("y", "2"), save("x", "3")],
                "| x=3 y=2",
            ),
            (vec![save("x", "1"), rename("x", "y")], "| y=1"),
            (
                vec![save("x", "1"), save("y", "2"), rename("x", "y")],
                "| y=1",
            ),
            (vec![save("x", "1"), rename("x", "x")], "| x=1"),
            (vec![save("y", "2"), rename("x", "y")], "| y=2"),
            (vec![save("x", "1"), Edit::Remove("x".into())], "|"),
        ];
        for (edits, expected) in cases {
            let mut kept = Kept::default();
            edits.iter().for_each(|e| kept.edit(e));
            let asked = kept.asked.iter().map(|q| format!("{q} "));
            let saved = kept
                .saved
                .iter()
                .map(|s| format!(" {}={}", s.name, s.query));
            let shown: String = asked.chain(["|".to_owned()]).chain(saved).collect();
            assert_eq!(shown, expected, "{edits:?}");
        }
        let mut kept = Kept::default();
        (0..=MOST_ASKED).for_each(|n| kept.edit(&ask(&n.to_string())));
        assert_eq!(
            (kept.asked.len(), kept.asked[0].as_str()),
            (MOST_ASKED, "1")
        );
    }
}
