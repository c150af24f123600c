//! **briefing**: a terminal reader for people who live in documents.
//!
//! | layer | modules | may name |
//! |---|---|---|
//! | 0 | briefing, sanitize, action, diagnose, files, fold | nothing of ours |
//! | 1 | load, annotate, corrections, query, record · keymap, settings, layout, typeset, fuzzy, journal | below |
//! | 2 | entity | below |
//! | 3 | corpus | below, not keymap, settings, layout |
//! | 4 | cite | below, not keymap, settings, layout, load, annotate |
//! | 4 | export | briefing, sanitize, files, fold, typeset, entity, corpus, cite |
//! | 5 | app | below, not keymap, settings, load, annotate |
//! | 5 | sync | briefing, sanitize, files, load, corrections, corpus |
//! | 5 | pull | briefing, sanitize, files, fold, load, export |
//! | 5 | state | sanitize, files, query, record |
//! | 6 | view | app, export, keymap, layout, typeset, action, briefing, diagnose, fold, query, record, entity, corpus; only `&` |
//! | 7 | session, terminal, cli, plain | below, not annotate |
//! | 8 | reader | below |
//! | 9 | main | below |
//!
//! A test (`tests/rules.rs`) reads this table and holds every module to it.
//!
//! Two ways through the crate. **A document**: `load` reads a file into a [`briefing::Briefing`], [`annotate`] finds who is mentioned
//! in it, [`entity`] who that is among all, [`corpus`] keeps it and answers queries; [`sync`] does this again when the folder changes.
//! **A key**: [`terminal`] reads it, [`keymap`] says which [`action::Action`] it is, [`app`] changes its value and asks for what takes
//! longer as effects, which [`reader`] has done beside it, and [`view`] draws the value. [`cli`] asks the same corpus without a screen.
//!
//! How to add a format, an action, a rule of linking, a setting, a theme or a topic is in `.github/CONTRIBUTING.md`.

pub mod action;
pub mod annotate;
pub mod app;
pub mod briefing;
pub mod cite;
pub mod cli;
pub mod corpus;
pub mod corrections;
pub mod diagnose;
pub mod entity;
pub mod export;
pub mod files;
pub mod fold;
pub mod fuzzy;
pub mod journal;
pub mod keymap;
pub mod layout;
pub mod load;
pub mod plain;
pub mod pull;
pub mod query;
pub mod reader;
pub mod record;
pub mod sanitize;
pub mod session;
pub mod settings;
pub mod state;
pub mod sync;
pub mod terminal;
pub mod typeset;
pub mod view;
