// Every word that the scripts say, in both languages. Pages bring their own words; these are only for what happens
// after a page has loaded. The language is the page's own. A file name, which may be in any script, stands between
// isolating marks (U+2068, U+2069), so that it cannot turn its sentence around.

const root = document.documentElement;
export const lang = root.lang.startsWith("ar") ? "ar" : "en";
const rules = new Intl.PluralRules(lang);

/** The form of a phrase that fits the number; `#` stands for the number. */
function count(n, forms) {
  return (forms[rules.select(n)] ?? forms.other).replace("#", n);
}

const photos = (n) => count(n, { one: "1 photo", other: "# photos" });
const photosAr = (n) => count(n, { zero: "أي صورة", one: "صورة واحدة", two: "صورتين", few: "# صور", other: "# صورة" });

const en = {
  saved: (time) => `Saved ${time} on this phone, not sent yet`,
  cannotKeep: "This phone has no room to keep the form. Send it before you leave this page.",
  offer: (time) => `Continue your unsent form from ${time}?`,
  formChanged: "The form has changed since then: check every answer.",
  continue: "Continue",
  startNew: "Start new",
  continued: "Your answers are back.",
  startedNew: "You started a new form.",
  undo: "Undo",

  itemRemoved: (name) => `${name} removed.`,
  itemCopied: (from, to) => `${to} is a copy of ${from}. Photos are not copied.`,
  tooFew: (min) => `At least ${min} is needed here.`,
  tooMany: (max) => `At most ${max} fit here.`,
  chooseAbove: "Choose the one above first",

  preparing: "Preparing",
  waiting: "Waiting its turn",
  sendingPart: (percent) => `Sending ${percent} %`,
  tryingAgain: "The connection broke. Trying again",
  attached: "Attached",
  photoBroke: "Not sent: the connection broke. It is kept on this phone.",
  photoTooLarge: (size) => `Too large: ${size} MB. A photo may have at most 15 MB.`,
  photoGone: "The server no longer holds this photo. Remove it and take it again.",
  photoNotKept: "This phone has no room to keep the photo. Keep this page open until it is attached.",
  tryAgain: "Try again",
  remove: "Remove",
  removePhoto: (name) => `Remove ${name}`,
  photoRemoved: (name) => `\u2068${name}\u2069 removed.`,
  photosAttached: (done, all) => (done === all ? `${photos(all)} attached` : `${done} of ${photos(all)} attached`),
  leftOut: (max, n) => `At most ${max} fit here: ${photos(n)} left out.`,

  waitingFor: (n) => `Waiting for ${photos(n)}…`,
  sending: "Sending…",
  sent: "Saved. Opening it now…",
  photosMissing: (n) =>
    `Not sent: ${photos(n)} could not be attached. Try again or remove what is marked, then press Send.`,
  kept: "Your form is kept on this phone.",
  notKept: "Keep this page open.",
  unconfirmed: (kept) => `Not confirmed: the connection broke. ${kept} Press Send again: it cannot be saved twice.`,
  receiptDiffers: (kept) =>
    `Not confirmed: the server did not list every file that was sent. ${kept} Press Send again: it cannot be saved twice.`,
  refused: (sentence, id) => `${sentence}${id ? ` (reference ${id})` : ""}`,
  sendAsNew: "Send as a new form",
  problem: "There is a problem",
  errorTitle: (title) => `Error: ${title}`,
  offline: "No connection. You can go on: everything is kept on this phone.",
  online: "The connection is back.",

  jobStarted: "The report is waiting its turn.",
  jobRunning: (percent) => `Making the report: ${percent} %`,
  jobDone: "The report is ready.",
  jobFailed: "The report could not be made.",
  jobSilent: "Progress cannot be shown just now. The work goes on: reload the page to look again.",
};

const ar = {
  saved: (time) => `حُفظ الساعة ${time} على هذا الهاتف، ولم يُرسل بعد`,
  cannotKeep: "لا توجد مساحة كافية في هذا الهاتف لحفظ النموذج. أرسله قبل مغادرة هذه الصفحة.",
  offer: (time) => `هل تريد متابعة نموذجك غير المرسل (${time})؟`,
  formChanged: "تغيّر النموذج منذ ذلك الحين، فراجع كل إجابة.",
  continue: "متابعة",
  startNew: "بدء نموذج جديد",
  continued: "استُعيدت إجاباتك.",
  startedNew: "بدأت نموذجًا جديدًا.",
  undo: "تراجع",

  itemRemoved: (name) => `تمت إزالة ${name}.`,
  itemCopied: (from, to) => `نُسخت إجابات ${from} إلى ${to}. لا تُنسخ الصور.`,
  tooFew: (min) => `الحد الأدنى هنا: ${min}.`,
  tooMany: (max) => `الحد الأقصى هنا: ${max}.`,
  chooseAbove: "اختر من القائمة السابقة أولًا",

  preparing: "جارٍ التحضير",
  waiting: "في الانتظار",
  sendingPart: (percent) => `جارٍ الإرسال ${percent}٪`,
  tryingAgain: "انقطع الاتصال. تجري إعادة المحاولة",
  attached: "أُرفقت",
  photoBroke: "لم تُرسل: انقطع الاتصال. الصورة محفوظة على هذا الهاتف.",
  photoTooLarge: (size) => `الصورة كبيرة جدًا: ${size} ميغابايت. الحد الأقصى 15 ميغابايت.`,
  photoGone: "لم تعد هذه الصورة محفوظة على الخادم. أزلها والتقطها مرة أخرى.",
  photoNotKept: "لا توجد مساحة كافية في هذا الهاتف لحفظ الصورة. أبقِ هذه الصفحة مفتوحة حتى تُرفق.",
  tryAgain: "إعادة المحاولة",
  remove: "إزالة",
  removePhoto: (name) => `إزالة ${name}`,
  photoRemoved: (name) => `تمت إزالة \u2068${name}\u2069.`,
  photosAttached: (done, all) => (done === all ? `عدد الصور المرفقة: ${all}` : `أُرفق ${done} من ${all} من الصور`),
  leftOut: (max, n) => `الحد الأقصى لعدد الصور هنا ${max}، ولذلك لم نتمكن من إضافة ${photosAr(n)}.`,

  waitingFor: (n) => `بانتظار ${photosAr(n)}…`,
  sending: "جارٍ الإرسال…",
  sent: "تم الحفظ. جارٍ فتح النموذج…",
  photosMissing: (n) =>
    `لم يُرسل النموذج: تعذّر إرفاق ${photosAr(n)}. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال النموذج».`,
  kept: "نموذجك محفوظ على هذا الهاتف.",
  notKept: "أبقِ هذه الصفحة مفتوحة.",
  unconfirmed: (kept) => `لم يصل تأكيد: انقطع الاتصال. ${kept} اضغط «إرسال النموذج» مرة أخرى، ولن يُحفظ مرتين.`,
  receiptDiffers: (kept) =>
    `لم يكتمل التأكيد: لم يذكر الخادم كل الملفات المرسلة. ${kept} اضغط «إرسال النموذج» مرة أخرى، ولن يُحفظ مرتين.`,
  refused: (sentence, id) => `${sentence}${id ? ` (الرقم المرجعي ${id})` : ""}`,
  sendAsNew: "إرسال كنموذج جديد",
  problem: "توجد مشكلة",
  errorTitle: (title) => `خطأ: ${title}`,
  offline: "لا يوجد اتصال. يمكنك المتابعة، فكل شيء محفوظ على هذا الهاتف.",
  online: "عاد الاتصال.",

  jobStarted: "التقرير في الانتظار.",
  jobRunning: (percent) => `جارٍ إعداد التقرير: ${percent}٪`,
  jobDone: "التقرير جاهز.",
  jobFailed: "تعذّر إعداد التقرير.",
  jobSilent: "لا يمكن عرض التقدم الآن، لكن العمل مستمر. أعد تحميل الصفحة للاطلاع عليه.",
};

export const words = lang === "ar" ? ar : en;

/** "10:42", or "14 March, 10:42" when that was not today. Western digits in both languages, as on the pages. */
export function clock(when) {
  const date = new Date(when);
  const today = date.toDateString() === new Date().toDateString();
  const day = today ? {} : { day: "numeric", month: "long" };
  const locale = lang === "ar" ? "ar-AE-u-nu-latn" : "en-GB";
  return new Intl.DateTimeFormat(locale, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
}
