//! **briefing**: a terminal reader for people who live in documents.
//!
//! | layer | modules | may name |
//! |---|---|---|
//! | 0 | briefing, sanitize, action, diagnose, files, fold | nothing of ours |
//! | 1 | load, annotate, corrections, query, record · keymap, settings, layout, typeset, fuzzy | below |
//! | 2 | entity | below |
//! | 3 | corpus | below, not keymap, settings, layout |
//! | 4 | app | below, not keymap, settings, load, annotate |
//! | 4 | sync | briefing, sanitize, files, load, corrections, corpus |
//! | 4 | state | sanitize, files, query, record |
//! | 5 | view | app, keymap, layout, typeset, action, briefing, fold, query, entity, corpus; only `&` |
//! | 6 | session, terminal, cli | below, not annotate |
//! | 7 | reader | below |
//! | 8 | main | below |
//!
//! A test (`tests/rules.rs`) reads this table and holds every module to it.

pub mod action;
pub mod annotate;
pub mod app;
pub mod briefing;
pub mod cli;
pub mod corpus;
pub mod corrections;
pub mod diagnose;
pub mod entity;
pub mod files;
pub mod fold;
pub mod fuzzy;
pub mod keymap;
pub mod layout;
pub mod load;
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
