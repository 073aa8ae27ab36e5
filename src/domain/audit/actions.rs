//! Everything that the audit log is told, in the words of a page: the one list. An action that is not in it is shown by
//! its name, so a log that a newer program wrote still reads.

use super::super::lang::Lang;

/// The name in the database, and its words.
pub struct Action {
    pub name: &'static str,
    en: &'static str,
    ar: &'static str,
}

impl Action {
    pub fn words(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Ar => self.ar,
        }
    }
}

const fn action(name: &'static str, en: &'static str, ar: &'static str) -> Action {
    Action { name, en, ar }
}

pub const SUBMISSIONS_EXPORTED: &str = "submissions.exported";
pub const AUDIT_EXPORTED: &str = "audit.exported";
pub const AUDIT_DROPPED: &str = "audit.dropped";

pub const ALL: &[Action] = &[
    action("submission.created", "Form sent", "أُرسل نموذج"),
    action("submission.imported", "Submission imported", "استُورد نموذج"),
    action("submission.replaced", "Submission replaced by an old record", "استُبدل النموذج بسجل قديم"),
    action("submission.deleted", "Submission deleted", "حُذف نموذج"),
    action("submission.approved", "Submission approved", "اعتُمد النموذج"),
    action("submission.rejected", "Submission turned down", "رُفض النموذج"),
    action("submissions.exported", "Submissions exported", "صُدّرت النماذج"),
    action("report.requested", "Reports requested", "طُلب إعداد التقارير"),
    action("report.made", "Reports made", "أُعدّت التقارير"),
    action("report.failed", "Reports failed", "تعذّر إعداد التقارير"),
    action("report.retried", "Reports tried again", "أُعيدت محاولة إعداد التقارير"),
    action("job.retried", "Background job tried again", "أُعيدت محاولة مهمة في الخلفية"),
    action("job.cancelled", "Background job cancelled", "أُلغيت مهمة في الخلفية"),
    action("job.run_now", "Periodic job started", "شُغّلت مهمة دورية"),
    action("report.opened", "Report opened", "فُتح تقرير"),
    action("report.checked", "Report checked for being genuine", "جرى التحقق من أصالة تقرير"),
    action("link.made", "Report link made", "أُنشئ رابط تقرير"),
    action("link.changed", "Report link changed", "عُدّل رابط تقرير"),
    action("link.revoked", "Report link revoked", "أُلغي رابط تقرير"),
    action("link.refused", "Report link refused", "رُفض فتح رابط تقرير"),
    action("signin.ok", "Signed in", "تسجيل دخول"),
    action("signin.failed", "Sign-in failed", "فشل تسجيل الدخول"),
    action("session.ended", "Session ended", "أُنهيت جلسة"),
    action("password.changed", "Password changed", "غُيّرت كلمة المرور"),
    action("password.reset", "Password reset", "أُعيد تعيين كلمة المرور"),
    action("factor.added", "Second factor added", "أُضيف عامل تحقق ثانٍ"),
    action("factor.removed", "Second factor removed", "أُزيل عامل التحقق الثاني"),
    action("invitation.made", "Person invited", "دُعي شخص"),
    action("invitation.accepted", "Invitation accepted", "قُبلت الدعوة"),
    action("invitation.revoked", "Invitation taken back", "سُحبت الدعوة"),
    action("member.changed", "Role or reach changed", "غُيّر الدور أو النطاق"),
    action("member.suspended", "Person suspended", "أُوقف شخص"),
    action("member.taken_back", "Person taken back", "أُعيد شخص موقوف"),
    action("member.sessions_ended", "Sessions of a person ended", "أُنهيت جلسات شخص"),
    action("organisation.made", "Organisation made", "أُنشئت مؤسسة"),
    action("organisation.named", "Organisation named", "سُمّيت المؤسسة"),
    action("password.link_made", "Link for a password made", "أُنشئ رابط لكلمة المرور"),
    action("password.reset_link_made", "Link for a new password made", "أُنشئ رابط لكلمة مرور جديدة"),
    action("password.reset_requested", "New password asked for", "طُلبت كلمة مرور جديدة"),
    action("session.confirmed", "Person confirmed with the password", "أُكّدت الهوية بكلمة المرور"),
    action("session.switched", "Organisation of a session switched", "بُدّلت المؤسسة في الجلسة"),
    action("user.added", "Account added", "أُضيف حساب"),
    action("user.disabled", "Account disabled", "عُطّل حساب"),
    action("user.enabled", "Account enabled", "فُعّل حساب"),
    action("submission.received", "Form received from the public", "استُلم نموذج من الجمهور"),
    action("submission.accepted", "Form from the public accepted", "قُبل نموذج من الجمهور"),
    action("submission.refused", "Form from the public refused", "رُفض نموذج من الجمهور"),
    action("submission.erased", "Submission erased", "مُحي نموذج"),
    action("public_link.made", "Form opened to the public", "فُتح نموذج للجمهور"),
    action("public_link.revoked", "Form closed to the public", "أُغلق نموذج أمام الجمهور"),
    action("factor.used", "Second factor used", "استُخدم عامل التحقق الثاني"),
    action("factor.failed", "Second factor failed", "فشل عامل التحقق الثاني"),
    action("session.ended_others", "Other sessions ended", "أُنهيت الجلسات الأخرى"),
    action("person.export_requested", "Copy of personal data asked for", "طُلبت نسخة من البيانات الشخصية"),
    action("person.exported", "Copy of personal data made", "أُعدّت نسخة من البيانات الشخصية"),
    action("person.export_opened", "Copy of personal data opened", "فُتحت نسخة البيانات الشخصية"),
    action("person.erase_requested", "Erasing of a person asked for", "طُلب محو بيانات شخص"),
    action("person.erased", "Person erased", "مُحيت بيانات شخص"),
    action("person.erase_refused", "Erasing of a person refused", "رُفض محو بيانات شخص"),
    action("person.request_failed", "Request about a person failed", "فشل طلب يخص شخصًا"),
    action("organisation.changed", "Settings changed", "غُيّرت الإعدادات"),
    action("token.made", "Token made for a program", "أُنشئ رمز وصول لبرنامج"),
    action("token.used", "Token used", "استُخدم رمز وصول"),
    action("token.revoked", "Token revoked", "أُلغي رمز وصول"),
    action("phase.changed", "Phase of a form changed", "غُيّرت مرحلة نموذج"),
    action("difference.settled", "Difference between the stores settled", "حُسم اختلاف بين المخزنين"),
    action("import.started", "Import started", "بدأ استيراد"),
    action("import.paused", "Import paused", "أُوقف الاستيراد مؤقتًا"),
    action("import.resumed", "Import resumed", "استُؤنف الاستيراد"),
    action("import.throttled", "Pace of an import changed", "غُيّرت سرعة الاستيراد"),
    action("import.stopped", "Import stopped", "أُوقف الاستيراد"),
    action("import.finished", "Import finished", "انتهى الاستيراد"),
    action("import.failed", "Import failed", "فشل الاستيراد"),
    action("record.retried", "Old record tried again", "أُعيدت محاولة سجل قديم"),
    action("record.decided", "Old record decided about", "اتُّخذ قرار بشأن سجل قديم"),
    action("migration.verified", "History verified", "جرى التحقق من السجلات القديمة"),
    action("archive.packed", "Old files packed", "ضُغطت ملفات قديمة"),
    action("archive.removed", "Old files removed", "أُزيلت ملفات قديمة"),
    action("archive.restored", "Old files restored", "استُعيدت ملفات قديمة"),
    action("audit.exported", "Audit log exported", "صُدّر سجل التدقيق"),
    action("audit.dropped", "Month of the audit log dropped", "حُذف شهر من سجل التدقيق"),
];

/// An action in words; one that is not known by its name.
pub fn words(name: &str, lang: Lang) -> &str {
    ALL.iter().find(|action| action.name == name).map_or(name, |action| action.words(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audit_actions_are_unique_and_have_texts() {
        for (at, action) in ALL.iter().enumerate() {
            assert!(!action.en.is_empty() && !action.ar.is_empty());
            assert!(ALL.iter().skip(at + 1).all(|other| other.name != action.name), "{}", action.name);
        }
        assert_eq!(words("signin.ok", Lang::Ar), "تسجيل دخول");
        assert_eq!(words("newer.than_this", Lang::En), "newer.than_this");
    }
}
