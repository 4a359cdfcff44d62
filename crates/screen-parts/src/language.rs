//! The language that a person reads.

use std::env;

use anatomy::steps::Language;
use clap::ValueEnum;

/// A language, as it is typed on a command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Lang {
    /// English.
    En,
    /// Korean.
    Ko,
}

impl From<Lang> for Language {
    fn from(typed: Lang) -> Self {
        match typed {
            Lang::En => Self::English,
            Lang::Ko => Self::Korean,
        }
    }
}

/// Returns the language of the locale: of the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set.
///
/// # Examples
///
/// ```
/// use anatomy::steps::Language;
/// use screen_parts::{Lang, of_environment};
///
/// /// The language of a program with the option `--lang`.
/// fn language(typed: Option<Lang>) -> Language {
///     typed.map_or_else(of_environment, Language::from)
/// }
/// assert_eq!(language(Some(Lang::Ko)), Language::Korean);
/// ```
#[must_use]
pub fn of_environment() -> Language {
    of_variables(|name| env::var(name).ok())
}

fn of_variables(variable: impl Fn(&str) -> Option<String>) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    Language::of_locale(&locale.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_counts() {
        for (all, messages, lang, expected) in [
            ("", "", "", Language::English),
            ("", "", "ko_KR.UTF-8", Language::Korean),
            ("", "C", "ko_KR.UTF-8", Language::English),
            ("ko", "C", "en_GB", Language::Korean),
            ("en_GB.UTF-8", "ko_KR", "ko_KR", Language::English),
        ] {
            let of = of_variables(|name| match name {
                "LC_ALL" => Some(all.into()),
                "LC_MESSAGES" => Some(messages.into()),
                _ => Some(lang.into()),
            });
            assert_eq!(of, expected, "{all} {messages} {lang}");
        }
        assert_eq!(of_variables(|_| None), Language::English);
    }
}
