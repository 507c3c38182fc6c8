//! What is wrong with a form, told beside its fields.

use kernel::{Error, Kind};

use super::view::FieldErrors;
use crate::i18n::Lang;
use crate::problem::Failure;

/// Whether the reader can do something about it in the form that was sent. Anything else gets a page of its own.
pub fn is_mendable(error: &Error) -> bool {
    match error.code().kind() {
        Kind::Invalid | Kind::Unauthenticated | Kind::Forbidden | Kind::Conflict | Kind::TooMany => true,
        // Of a file in the form, which is then named.
        Kind::TooLarge | Kind::UnsupportedType => !error.details().is_empty(),
        Kind::NotFound | Kind::Busy | Kind::Internal => false,
    }
}

/// The failure, if the form can be shown again with it.
///
/// # Errors
/// The failure itself, if not.
pub fn mendable(failure: impl Into<Failure>) -> Result<Failure, Failure> {
    let failure = failure.into();
    if is_mendable(&failure.error) { Ok(failure) } else { Err(failure) }
}

/// The details by field, under the names that the form has for them; without details, the sentence of the code
/// about the form as a whole.
pub fn fields(error: &Error, lang: Lang, names: &[(&str, &str)]) -> FieldErrors {
    let lang = lang.into();
    if error.details().is_empty() {
        return whole(error.code().sentence(lang));
    }
    let name =
        |field: &str| names.iter().find(|(known, _)| *known == field).map(|(_, name)| (*name).to_owned());
    let told = error.details().iter();
    told.map(|detail| {
        (name(&detail.field).unwrap_or_else(|| detail.field.clone()), detail.reason.get(lang).to_owned())
    })
    .collect()
}

/// An error about the form as a whole.
pub fn whole(sentence: &str) -> FieldErrors {
    [("", sentence)].into_iter().collect()
}

#[cfg(test)]
mod tests {
    use kernel::Code;

    use super::*;

    #[test]
    fn a_detail_goes_to_its_field_under_the_forms_name() {
        let error = Error::field("recipient", "is empty", "为空").with_detail("city", "is long", "太长");
        let errors = fields(&error, Lang::Zh, &[("recipient", "name")]);
        assert_eq!((errors.of("name"), errors.of("city")), (Some("为空"), Some("太长")));
        let errors = fields(&Code::BadCode.into(), Lang::En, &[]);
        assert_eq!(errors.of(""), Some("The code is wrong or has expired."));
    }

    #[test]
    fn what_the_reader_cannot_mend_gets_its_own_page() {
        assert!(mendable(Code::SoldOut).is_ok() && mendable(Code::TooMany).is_ok());
        assert!(mendable(Code::Store).is_err() && mendable(Code::NotFound).is_err());
    }
}
