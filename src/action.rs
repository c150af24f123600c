//! What can the reader do? One table of actions, which feeds keymap, hints, palette, `?` and the README.
//!
//! Must not know: which key means what (keymap), or what an action does (app).

/// Which part of the screen listens: a section of `keymap.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Focus {
    /// `[global]`: everywhere but in prompts, unless the focus has its own binding.
    Global,
    /// `[list]`: every list: sources, concordance, problems, keys, palette results.
    List,
    /// `[sources]`: the sources pane, on top of `[list]`.
    Sources,
    /// `[article]`
    Article,
    /// `[select]`: the article, while text is selected.
    Select,
    /// `[facets]`: the facets pane, on top of `[list]`.
    Facets,
    /// `[concordance]`: on top of `[list]`.
    Concordance,
    /// `[card]`: the card of an entity, on top of `[list]`.
    Card,
    /// `[timeline]`: on top of `[list]`.
    Timeline,
    /// `[notes]`: the list of notes, on top of `[list]`.
    Notes,
    /// `[address]`: where a briefing lies, on top of `[list]`.
    Address,
    /// `[overlay]`: keys, problems, on top of `[list]`.
    Overlay,
    /// `[prompt]`: wherever text is typed; plain characters go into the text.
    Prompt,
    /// `[note]`: while a note is being written, on top of `[prompt]`.
    Note,
}

impl Focus {
    /// All of them, in the order of `keymap.toml`.
    pub const ALL: [Focus; 14] = [
        Focus::Global,
        Focus::List,
        Focus::Sources,
        Focus::Article,
        Focus::Select,
        Focus::Facets,
        Focus::Concordance,
        Focus::Card,
        Focus::Timeline,
        Focus::Notes,
        Focus::Address,
        Focus::Overlay,
        Focus::Prompt,
        Focus::Note,
    ];

    /// Its section in `keymap.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Focus::Global => "global",
            Focus::List => "list",
            Focus::Sources => "sources",
            Focus::Article => "article",
            Focus::Select => "select",
            Focus::Facets => "facets",
            Focus::Concordance => "concordance",
            Focus::Card => "card",
            Focus::Timeline => "timeline",
            Focus::Notes => "notes",
            Focus::Address => "address",
            Focus::Overlay => "overlay",
            Focus::Prompt => "prompt",
            Focus::Note => "note",
        }
    }

    /// Where a key is looked up, first match wins: the focus itself, what it stands on, then `[global]`
    /// (prompts take nothing from `[global]`, so that letters are text).
    pub fn chain(self) -> &'static [Focus] {
        match self {
            Focus::Global => &[Focus::Global],
            Focus::List => &[Focus::List, Focus::Global],
            Focus::Sources => &[Focus::Sources, Focus::List, Focus::Global],
            Focus::Article => &[Focus::Article, Focus::Global],
            Focus::Select => &[Focus::Select, Focus::Global],
            Focus::Facets => &[Focus::Facets, Focus::List, Focus::Global],
            Focus::Concordance => &[Focus::Concordance, Focus::List, Focus::Global],
            Focus::Card => &[Focus::Card, Focus::List, Focus::Global],
            Focus::Timeline => &[Focus::Timeline, Focus::List, Focus::Global],
            Focus::Notes => &[Focus::Notes, Focus::List, Focus::Global],
            Focus::Address => &[Focus::Address, Focus::List, Focus::Global],
            Focus::Overlay => &[Focus::Overlay, Focus::List, Focus::Global],
            Focus::Prompt => &[Focus::Prompt],
            Focus::Note => &[Focus::Note, Focus::Prompt],
        }
    }
}

/// What a mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gesture {
    /// The first button went down.
    Press,
    /// It moved while that was down.
    Drag,
    /// The button went up.
    Release,
    /// The wheel turned, away from the hand.
    WheelUp,
    /// Towards the hand.
    WheelDown,
}

/// What a mouse did, and in which cell: from 0, perhaps beyond the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mouse {
    /// What.
    pub gesture: Gesture,
    /// The column.
    pub column: u16,
    /// The row.
    pub row: u16,
}

macro_rules! actions {
    ($($variant:ident, $name:literal, $focus:ident, $hint:literal, $about:literal;)*) => {
        /// Everything the reader can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $(#[doc = $about] $variant,)* }

        /// The table: one row per action, in the order of the help screen.
        pub const ACTIONS: &[Row] = &[$(Row {
            action: Action::$variant, name: $name, focus: Focus::$focus, hint: $hint, about: $about,
        },)*];
    };
}

/// One row of the table of actions.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// Its name in `keymap.toml`.
    pub name: &'static str,
    /// The section of the help screen it belongs to.
    pub focus: Focus,
    /// One or two words for the status line; empty: never shown there.
    pub hint: &'static str,
    /// One line for the help screen, the palette and the README.
    pub about: &'static str,
}

impl Row {
    /// By what it is found: what it does, and its name in `keymap.toml`.
    pub fn words(&self) -> String {
        format!("{} {}", self.about, self.name.replace('-', " "))
    }
}

impl Action {
    /// Its row in the table.
    pub fn row(self) -> &'static Row {
        // The enum and the table come from one macro, in one order.
        &ACTIONS[self as usize]
    }

    /// Whether the reader is about to type what it is done with: words, a name, a letter.
    pub fn asks_for_text(self) -> bool {
        use Action::*;
        matches!(
            self,
            Note | Tag | SaveQuery | RenameQuery | Same | Rename | Mark | Marked
        )
    }

    /// Whether it only moves in what is shown.
    pub fn scrolls(self) -> bool {
        use Action::*;
        matches!(
            self,
            Down | Up | HalfDown | HalfUp | PageDown | PageUp | Top | Bottom
        )
    }

    /// Whether a number typed before it says how often it is done.
    pub fn repeats(self) -> bool {
        use Action::*;
        matches!(
            self,
            Down | Up
                | HalfDown
                | HalfUp
                | PageDown
                | PageUp
                | NextMention
                | PreviousMention
                | NextBriefing
                | PreviousBriefing
                | NextParagraph
                | PreviousParagraph
                | NextHeading
                | PreviousHeading
                | FindNext
                | FindPrevious
                | NextInList
                | PreviousInList
                | NextUnread
                | PreviousUnread
                | SelectLeft
                | SelectRight
                | Wider
                | Narrower
                | WiderPane
                | NarrowerPane
                | Back
                | Forward
                | Undo
                | Redo
                | Earlier
                | Later
        )
    }

    /// The action of that name in `keymap.toml`.
    pub fn named(name: &str) -> Option<Action> {
        ACTIONS.iter().find(|r| r.name == name).map(|r| r.action)
    }
}

actions! {
    Quit, "quit", Global, "quit", "Quit";
    Help, "help", Global, "keys", "Show every key";
    Palette, "palette", Global, "palette", "Find an action or a briefing by name";
    Search, "search", Global, "search", "Edit the query: words and facet values";
    FocusNext, "focus-next", Global, "", "Go to the next pane";
    FocusPrevious, "focus-previous", Global, "", "Go to the previous pane";
    FocusSources, "focus-sources", Global, "sources", "Go to the sources";
    FocusArticle, "focus-article", Global, "article", "Go to the article";
    FocusFacets, "focus-facets", Global, "facets", "Go to the facets";
    Zoom, "zoom", Global, "", "Give the focused pane the whole screen, or give it back";
    ToggleSources, "toggle-sources", Global, "", "Hide the sources while you are not in them, or show them always";
    ToggleFacets, "toggle-facets", Global, "", "Hide the facets while you are not in them, or show them always";
    ToggleMouse, "toggle-mouse", Global, "", "Listen to the mouse, or leave it to the terminal again";
    Back, "back", Global, "back", "Go back to where you were";
    Forward, "forward", Global, "", "Go forward again";
    Card, "card", Global, "who is it", "Who or what is it: names, company, roles, years";
    Timeline, "timeline", Global, "timeline", "When is it spoken of: the selected name, or the whole list, along time";
    Problems, "problems", Global, "", "List the files that could not be read";
    Pull, "pull", Global, "", "Fetch what is new at the feeds and pages that you follow";
    SaveQuery, "save-query", Global, "save", "Save the query under a name, above the sources";
    ClearQuery, "clear-query", Global, "", "Clear the whole query";
    Redraw, "redraw", Global, "", "Draw the screen anew";
    Suspend, "suspend", Global, "", "Stop the program; `fg` brings it back";
    Notes, "notes", Global, "notes", "All notes and highlights";
    Undo, "undo", Global, "undo", "Take back what you made last in this session: a note, a tag, a star, a correction …";
    Redo, "redo", Global, "", "Make again what was taken back last";
    Close, "close", Global, "close", "Close what lies on top; cancel";

    Down, "down", List, "", "Down";
    Up, "up", List, "", "Up";
    HalfDown, "half-page-down", List, "", "Half a page down";
    HalfUp, "half-page-up", List, "", "Half a page up";
    PageDown, "page-down", List, "", "A page down";
    PageUp, "page-up", List, "", "A page up";
    Top, "top", List, "", "To the beginning";
    Bottom, "bottom", List, "", "To the end";
    Open, "open", List, "open", "Open what is selected";
    Narrow, "narrow", List, "narrow", "Narrow the list by typing";

    NextMention, "next-mention", Article, "next mention", "To the next highlighted name";
    PreviousMention, "previous-mention", Article, "", "To the previous highlighted name";
    Concordance, "concordance", Article, "who says it", "Everywhere the collection speaks of the selected name";
    Parallels, "parallels", Article, "said elsewhere", "Where else the collection says this passage: word for word, edited, translated";
    Related, "related", Article, "related", "Briefings that are about the same, the most related first, and why";
    NextBriefing, "next-briefing", Article, "next of this", "To the next briefing that speaks of the selected name";
    PreviousBriefing, "previous-briefing", Article, "", "To the previous briefing that speaks of it";
    NextParagraph, "next-paragraph", Article, "", "To the next paragraph";
    PreviousParagraph, "previous-paragraph", Article, "", "To the previous paragraph";
    NextHeading, "next-heading", Article, "", "To the next heading, or whose turn it is next";
    PreviousHeading, "previous-heading", Article, "", "To the previous heading, or turn";
    Contents, "contents", Article, "contents", "The headings of the article, or who speaks when";
    Hints, "hints", Article, "", "Put letters on the names and links in sight; a letter goes there";
    Mark, "mark", Article, "", "Mark this place with a letter: a to z in the briefing, A to Z across all";
    Marked, "marked", Article, "", "Go to a marked place";
    Find, "find", Article, "find", "Find in the article";
    FindNext, "find-next", Article, "", "To the next find";
    FindPrevious, "find-previous", Article, "", "To the previous find";
    NextInList, "next-in-list", Article, "", "Open the next briefing of the list";
    PreviousInList, "previous-in-list", Article, "", "Open the previous briefing of the list";

    Note, "note", Article, "note", "Write a note: on what is selected or the paragraph; in the sources on the briefing, on a card on the name";
    Highlight, "highlight", Article, "highlight", "Highlight what is selected or the paragraph, or no longer";

    Wider, "wider", Article, "", "Longer lines";
    Narrower, "narrower", Article, "", "Shorter lines";
    Justify, "justify", Article, "", "Lines that reach both margins, or not";
    Unfold, "unfold", Article, "", "Show lines that are not of the text, or fold them again";
    Select, "select", Article, "select", "Select the sentence here; again: by larger units";
    Copy, "copy", Article, "copy", "Copy what is selected, else the paragraph, with its citation";
    CopyLink, "copy-link", Article, "copy link", "Copy a link to what is selected, else to the paragraph";
    Address, "address", Article, "address", "Where it lies: address and path; from there into other programs";
    Export, "export", Article, "export", "Write the briefing, the list or the concordance to a file";
    SelectLeft, "select-left", Select, "by words", "A word less, or more where the first word moves";
    SelectRight, "select-right", Select, "", "A word more, or less where the first word moves";
    OtherEnd, "other-end", Select, "other end", "Move the other end of what is selected";
    Read, "toggle-read", Sources, "read", "Read, or unread again: the briefing, all under a head, or those chosen";
    Star, "toggle-star", Sources, "star", "Give a star, or take it back";
    Tag, "tag", Sources, "tag", "Give a tag, or take it back";
    NextUnread, "next-unread", Sources, "next unread", "To the next unread briefing of the list";
    PreviousUnread, "previous-unread", Sources, "", "To the previous unread briefing of the list";
    Choose, "choose", Sources, "choose", "Choose the briefing, or all under a head, to do something with several";
    ChooseToHere, "choose-to-here", Sources, "", "Choose all from the one chosen last to here";
    ChooseAll, "choose-all", Sources, "", "Choose all of the list; Esc chooses none";
    Fold, "fold", Sources, "", "Fold or unfold the group, or copies";
    FoldAll, "fold-all", Sources, "", "Fold all groups, or unfold them";
    Group, "group", Sources, "", "Group by source, year, topic, country, person, organisation or not; the concordance by briefing or year";
    GroupOrder, "group-order", Sources, "", "Order of the groups: by name, count, newest briefing";
    Sort, "sort", Sources, "", "Change the order: date, relevance, title, source, length";

    WiderPane, "wider-pane", Sources, "", "Make the pane wider; in the facets, too";
    NarrowerPane, "narrower-pane", Sources, "", "Make the pane narrower; in the facets, too";

    RenameQuery, "rename-query", Sources, "rename", "Give the saved query another name";
    RemoveQuery, "remove-query", Sources, "remove", "Remove the saved query";

    Include, "include", Facets, "include", "Include the value, or take it back";
    Exclude, "exclude", Facets, "exclude", "Exclude the value, or take it back";
    Only, "only", Facets, "only", "Only this value of its facet";
    Range, "range", Facets, "range", "Mark a year, then another: only the years between them";
    ClearFacet, "clear-facet", Facets, "clear", "Clear the facet";

    ConcordanceQuery, "concordance-query", Concordance, "in this query", "All briefings, or only those of the query";

    CardOnly, "card-only", Card, "only these", "Only briefings that mention it: adds it to the query";
    CardBoth, "card-both", Card, "both", "Only briefings that mention both: adds the two to the query";
    Follow, "follow", Card, "follow", "Follow it: keeps the query for it above the sources, with how many are new";
    CardMark, "card-mark", Card, "mark", "Mark it for the timeline, or take the mark back";
    Same, "same", Card, "same as", "Someone else is the same: choose whom";
    NotSame, "not-same", Card, "not this", "The selected words are not this name's: another is meant";
    Rename, "rename", Card, "rename", "Show it by another name";
    Kind, "kind", Card, "kind", "It is of another kind: a person, an organisation, a country …";
    Ignore, "ignore", Card, "ignore", "It is no name at all";

    Earlier, "earlier", Timeline, "earlier", "Earlier";
    Later, "later", Timeline, "later", "Later";
    Scale, "timeline-scale", Timeline, "years, months", "By years, or by months";

    RemoveNote, "remove-note", Notes, "remove", "Remove the note";

    Pager, "pager", Address, "pager", "Show the original in $PAGER";
    Editor, "editor", Address, "editor", "Open the original in $EDITOR, at the line";
    Browser, "browser", Address, "browser", "Open the address in a browser";
    CopyAddress, "copy-address", Address, "copy", "Copy the address, or the path where there is none";

    Accept, "accept", Prompt, "accept", "Accept what is typed";
    Complete, "complete", Prompt, "complete", "Take the suggestion into the text";
    DeleteBack, "delete-back", Prompt, "", "Delete the character before the caret";
    DeleteForward, "delete-forward", Prompt, "", "Delete the character under the caret";
    DeleteWord, "delete-word", Prompt, "", "Delete the word before the caret";
    DeleteToStart, "delete-to-start", Prompt, "", "Delete to the beginning";
    DeleteToEnd, "delete-to-end", Prompt, "", "Delete to the end";
    CaretLeft, "caret-left", Prompt, "", "Left";
    CaretRight, "caret-right", Prompt, "", "Right";
    CaretWordLeft, "caret-word-left", Prompt, "", "A word to the left";
    CaretWordRight, "caret-word-right", Prompt, "", "A word to the right";
    CaretStart, "caret-start", Prompt, "", "To the beginning";
    CaretEnd, "caret-end", Prompt, "", "To the end";
    SelectNext, "select-next", Prompt, "", "Next suggestion; after an earlier query, the one after it";
    SelectPrevious, "select-previous", Prompt, "", "Previous suggestion; in the query line, above them, the query asked before";

    KeepNote, "keep-note", Note, "keep", "Keep the note and close it";
    NewLine, "new-line", Note, "", "A new line";
    EditNote, "edit-note", Note, "editor", "Write on in $EDITOR, and come back";
    GiveUp, "give-up", Note, "give up", "Close the note and leave it as it was before";
}
