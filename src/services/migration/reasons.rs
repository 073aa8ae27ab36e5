use crate::domain::lang::Lang;
pub fn sentence(reason: &str, _lang: Lang) -> String {
    reason.to_owned()
}
