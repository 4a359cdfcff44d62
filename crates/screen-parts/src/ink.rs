//! Colour, where the person wants it.

use std::env;

use ratatui::style::{Color, Modifier, Style};

/// Whether to use colour. Without colour, a picture shows the same.
///
/// # Examples
///
/// ```
/// use ratatui::style::{Color, Style};
/// use screen_parts::Ink;
///
/// assert_eq!(Ink::new(true).of(Color::Red), Style::new().fg(Color::Red));
/// assert_eq!(Ink::new(false).of(Color::Red), Style::new());
/// assert_eq!(Ink::new(false).bold(Color::Red), Style::new().bold());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    color: bool,
}

impl Ink {
    /// Uses colour, or does not.
    #[must_use]
    pub const fn new(color: bool) -> Self {
        Self { color }
    }

    /// Uses colour unless `NO_COLOR` is set to a text that is not empty: <https://no-color.org>.
    #[must_use]
    pub fn from_environment() -> Self {
        Self::new(env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()))
    }

    /// Returns the style of something that has this colour.
    #[must_use]
    pub fn of(self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }

    /// Returns the style of something that stands out, also without colour.
    #[must_use]
    pub fn bold(self, color: Color) -> Style {
        self.of(color).add_modifier(Modifier::BOLD)
    }
}
