# شروط الأسئلة بالكلمات، وتُركَّب من هذه الأجزاء.

rule-shown-if = فقط إذا كان ما يلي صحيحًا: { $condition }.
rule-required-if = مطلوب إذا كان ما يلي صحيحًا: { $condition }.
rule-as-many-as = بعدد { $number }.

rule-and = { $first } و{ $second }
rule-or = { $first } أو { $second }
rule-not = ليس صحيحًا أن { $condition }
rule-if = { $yes } إذا { $condition }، وإلا { $no }

rule-is = { $first } هو { $second }
rule-is-not = { $first } ليس { $second }
rule-less = { $first } أقل من { $second }
rule-at-most = { $first } لا يزيد على { $second }
rule-more = { $first } أكثر من { $second }
rule-at-least = { $first } لا يقل عن { $second }
rule-before = { $first } قبل { $second }
rule-not-after = { $first } ليس بعد { $second }
rule-after = { $first } بعد { $second }
rule-not-before = { $first } ليس قبل { $second }
rule-answered = أُجيب عن { $question }
rule-not-answered = لم يُجب عن { $question }
rule-ticked = الخانة { $question } محددة
rule-not-ticked = الخانة { $question } غير محددة
rule-has = { $first } يشمل { $second }
rule-contains = { $first } يحتوي على { $second }
rule-starts-with = { $first } يبدأ بـ{ $second }
rule-ends-with = { $first } ينتهي بـ{ $second }
rule-has-form = { $text } مكتوب بالصيغة المطلوبة

rule-quoted = «{ $text }»
rule-blank = دون إجابة
rule-own = الإجابة
rule-position = رقم هذا البند
rule-today = اليوم
rule-now = الآن
rule-sum = مجموع { $question }
rule-least = أصغر قيمة في { $question }
rule-largest = أكبر قيمة في { $question }
rule-answers = عدد الإجابات عن { $question }
rule-count = عدد البنود { $group }
rule-of-item = { $question } في البند { $number }
rule-length = طول { $text }
rule-choices = عدد الاختيارات في { $question }
rule-first = أول إجابة من { $list }
rule-remainder = باقي قسمة { $first } على { $second }
