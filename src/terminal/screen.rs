//! Ratatui's frames on our painter: what the session draws → one write of what changed.
//!
//! Ratatui's own difference and its backend for the terminal are left aside: they spend bytes on every frame and ask the terminal
//! where its cursor is. Must not know: who draws what.

use std::cell::Cell as Shared;
use std::convert::Infallible;
use std::io::{self, Write};
use std::rc::Rc;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::{Frame, Terminal};

use super::Painter;

/// A screen that is drawn on `W`; nothing is written but by [`Screen::draw`].
#[derive(Debug)]
pub struct Screen<W> {
    canvas: Terminal<Canvas>,
    /// Where the last frame wants the cursor; the canvas has the other end.
    cursor: Rc<Shared<Option<Position>>>,
    painter: Painter,
    /// What goes out before the next frame, in the same write.
    before: Vec<u8>,
    out: W,
}

impl<W: Write> Screen<W> {
    /// A screen of no size on `out`, which shows nobody knows what.
    pub fn new(out: W) -> Screen<W> {
        let canvas = Canvas::default();
        let cursor = Rc::clone(&canvas.cursor);
        let Ok(canvas) = Terminal::new(canvas);
        Screen {
            canvas,
            cursor,
            painter: Painter::default(),
            before: Vec::new(),
            out,
        }
    }

    /// Sets the size, and says whether it is another one.
    pub fn resize(&mut self, width: u16, height: u16) -> bool {
        let size = Size { width, height };
        let changed = self.canvas.backend().size != size;
        self.canvas.backend_mut().size = size;
        changed
    }

    /// What the terminal shows is no longer known: the next frame clears it and paints everything.
    pub fn forget(&mut self) {
        self.painter.forget();
    }

    /// Sends bytes that draw nothing, with the next frame.
    pub fn send(&mut self, bytes: Vec<u8>) {
        self.before.extend(bytes);
    }

    /// Draws a frame, and writes what changed in one write; nothing when nothing did.
    ///
    /// # Errors
    /// Whatever the writer says; the picture is then unknown.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let Ok(frame) = self.canvas.draw(draw);
        let bytes = self.painter.frame(frame.buffer, self.cursor.get());
        let bytes = match self.before.is_empty() {
            true => bytes,
            false => {
                self.before.extend_from_slice(bytes);
                &self.before
            }
        };
        if bytes.is_empty() {
            return Ok(());
        }
        let written = self.out.write_all(bytes).and_then(|()| self.out.flush());
        self.before.clear();
        if written.is_err() {
            self.painter.forget();
        }
        written
    }
}

/// A backend that writes nothing: it knows the size, and remembers where the frame wants the cursor.
#[derive(Debug, Default)]
struct Canvas {
    size: Size,
    cursor: Rc<Shared<Option<Position>>>,
}

impl Backend for Canvas {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        // The difference is computed as it is consumed: unread, it costs nothing.
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.cursor.set(None);
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.cursor.get().unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.cursor.set(Some(position.into()));
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
