# What is wrong with an expression of a form. Sentences without a full stop, behind their place.
# Functions, operators and names such as ${name} stand as they are written in expressions.

expression-at = الموضع { $at }: { $reason }

# What to write in place of a word that is unknown.
expression-near = هل المقصود { "\u2068" }{ $near }{ "\u2069" }؟
expression-known = المعروف: { "\u2068" }{ $known }{ "\u2069" }

# The types of values.
expression-type-blank = قيمة فارغة
expression-type-yes-or-no = نعم أو لا
expression-type-number = عدد
expression-type-text = نص
expression-type-date = تاريخ
expression-type-time = وقت
expression-type-moment = تاريخ مع وقت
expression-type-choices = قائمة خيارات
expression-type-file = ملف أو موقع جغرافي
expression-or = { $first } أو { $second }

# A value has the wrong type. The variable “instead” is a text of the next part, “what” a function or an operator.
expression-result = نوع النتيجة غير صحيح: المطلوب { $wanted }، والموجود { $found }
expression-result-instead = نوع النتيجة غير صحيح: المطلوب { $wanted }، والموجود { $found }؛ { $instead }
expression-takes = نوع القيمة غير صحيح في { "\u2068" }{ $what }{ "\u2069" }: المطلوب { $wanted }، والموجود { $found }
expression-takes-instead = نوع القيمة غير صحيح في { "\u2068" }{ $what }{ "\u2069" }: المطلوب { $wanted }، والموجود { $found }؛ { $instead }
expression-condition-of-if = شرط { "\u2066" }if(){ "\u2069" }
expression-types-differ = يجب أن تكون النتائج من نوع واحد: نوع هذه { $found }، ونوع ما قبلها { $before }

# What to write in place of a value of another type.
expression-write-comparison-with-number = أضف مقارنة، مثل { "\u2066" }… > 0{ "\u2069" }
expression-write-comparison-with-blank = أضف مقارنة، مثل { "\u2066" }… != ''{ "\u2069" }
expression-write-number = اكتب { "\u2066" }number(…){ "\u2069" }
expression-write-if-number = اكتب { "\u2066" }if(…, 1, 0){ "\u2069" }
expression-write-string = اكتب { "\u2066" }string(…){ "\u2069" }
expression-write-if-text = اكتب { "\u2066" }if(…, 'yes', 'no'){ "\u2069" } وضع فيها النصوص التي تريدها
expression-write-date = اكتب { "\u2066" }date(…){ "\u2069" }
expression-write-decimal-time = اكتب { "\u2066" }decimal-time(…){ "\u2069" }
expression-write-selected = اكتب { "\u2066" }selected(…, 'value'){ "\u2069" }

# Comparisons.
expression-yes-or-no-without-order = لا ترتيب بين نعم ولا؛ للمقارنة مرتين اربط مقارنتين بـ and
expression-texts-without-order = لا ترتيب بين النصوص؛ اكتب { "\u2066" }number(…){ "\u2069" } أو { "\u2066" }date(…){ "\u2069" }
expression-choices-with-text = اكتب { "\u2066" }selected({"${"}…{"}"}, 'value'){ "\u2069" }
expression-comparable-with-blank-only = النوع «{ $found }» لا يُقارن إلا بـ { "\u2066" }''{ "\u2069" }
expression-number-with-text = عدد يُقارن بنص؛ احذف علامتي الاقتباس، أو اكتب { "\u2066" }number(…){ "\u2069" }
expression-text-with-number = نص يُقارن بعدد؛ ضع العدد بين علامتي اقتباس، أو اكتب { "\u2066" }number(…){ "\u2069" }
expression-date-with-text = تاريخ يُقارن بنص؛ اكتب { "\u2066" }date('2026-12-31'){ "\u2069" }
expression-time-with-text = وقت يُقارن بنص؛ اكتب الوقت بين علامتي اقتباس، مثل { "\u2066" }'14:30'{ "\u2069" }
expression-date-with-moment = ضع التاريخ الذي معه وقت داخل { "\u2066" }date(…){ "\u2069" }
expression-box-with-text = الخانة إما محددة وإما غير محددة؛ اكتب { "\u2066" }{"${"}…{"}"}{ "\u2069" } أو { "\u2066" }not({"${"}…{"}"}){ "\u2069" }
expression-not-comparable = لا يمكن مقارنة النوع «{ $first }» بالنوع «{ $second }»
expression-not-a-time = { "\u2068" }'{ $text }'{ "\u2069" } ليس وقتًا؛ اكتبه هكذا: { "\u2066" }'14:30'{ "\u2069" }
expression-division-by-zero = هذه قسمة على صفر

# Names of questions, groups and columns. The variable “suggestion” is one of the first texts.
expression-no-question = لا يوجد في النموذج سؤال باسم { "\u2068" }{ $name }{ "\u2069" }؛ { $suggestion }
expression-no-question-of-items = لا يوجد سؤال باسم { "\u2068" }{ $name }{ "\u2069" } في مجموعة عناصر واحدة فقط من مجموعات النموذج؛ { $suggestion }
expression-no-question-in-group = لا يوجد في المجموعة { "\u2068" }{ $group }{ "\u2069" } سؤال باسم { "\u2068" }{ $name }{ "\u2069" }؛ { $suggestion }
expression-no-group = لا توجد في النموذج مجموعة عناصر باسم { "\u2068" }{ $name }{ "\u2069" }؛ { $suggestion }
expression-no-column = لا يوجد في الخيارات مفتاح باسم { "\u2068" }{ $name }{ "\u2069" }؛ { $suggestion }
expression-answered-in-items = يُجاب عن { "\u2066" }{"${"}{ $name }{"}"}{ "\u2069" } في كل عنصر؛ اكتب { "\u2066" }sum({"${"}{ $name }{"}"}){ "\u2069" } أو { "\u2066" }max({"${"}{ $name }{"}"}){ "\u2069" } أو { "\u2066" }indexed-repeat(…){ "\u2069" }
expression-answered-once = يُجاب عن { "\u2066" }{"${"}{ $name }{"}"}{ "\u2069" } مرة واحدة؛ اذكر سؤالًا من أسئلة العناصر
expression-is-group = { "\u2066" }{"${"}{ $name }{"}"}{ "\u2069" } مجموعة عناصر؛ اكتب { "\u2066" }count({"${"}{ $name }{"}"}){ "\u2069" } لمعرفة عددها
expression-question-for-group = { "\u2066" }{"${"}{ $name }{"}"}{ "\u2069" } سؤال؛ اذكر مجموعته، أو اكتب { "\u2066" }count-non-empty({"${"}{ $name }{"}"}){ "\u2069" }
expression-numbers-only = نوع { "\u2066" }{"${"}{ $name }{"}"}{ "\u2069" } هو «{ $found }»؛ لا يُجمع ولا يُقارن إلا الأعداد
expression-bare-word = اكتب { "\u2066" }{"${"}{ $name }{"}"}{ "\u2069" } إذا كان المقصود سؤالًا، أو { "\u2066" }'{ $name }'{ "\u2069" } إذا كان نصًا
expression-own-outside-constraint = النقطة { "\u2066" }.{ "\u2069" } تعني الإجابة في constraint فقط؛ اكتب { "\u2066" }{"${"}name{"}"}{ "\u2069" }
expression-parent-outside-position = لا تُستخدم { "\u2066" }..{ "\u2069" } إلا في { "\u2066" }position(..){ "\u2069" }

# Functions.
expression-no-function = الدالة { "\u2066" }{ $name }(){ "\u2069" } غير مدعومة؛ { $instead }
expression-arguments =
    { $count ->
        [zero] لا تأخذ الدالة { "\u2066" }{ $name }(){ "\u2069" } أي وسيطة، والموجود { $found }
        [one] تأخذ الدالة { "\u2066" }{ $name }(){ "\u2069" } وسيطة واحدة، والموجود { $found }
        [two] تأخذ الدالة { "\u2066" }{ $name }(){ "\u2069" } وسيطتين، والموجود { $found }
        [few] تأخذ الدالة { "\u2066" }{ $name }(){ "\u2069" } { $count } وسيطات، والموجود { $found }
        [many] تأخذ الدالة { "\u2066" }{ $name }(){ "\u2069" } { $count } وسيطة، والموجود { $found }
       *[other] تأخذ الدالة { "\u2066" }{ $name }(){ "\u2069" } { $count } وسيطة، والموجود { $found }
    }
expression-arguments-range = عدد وسيطات الدالة { "\u2066" }{ $name }(){ "\u2069" } من { $least } إلى { $most }، والموجود { $found }
expression-too-many-arguments = الحد الأقصى لوسيطات الدالة { $limit }
expression-takes-name = تأخذ الدالة { "\u2066" }{ $name }(){ "\u2069" } اسم سؤال أو مجموعة، مثل { "\u2066" }{"${"}items{"}"}{ "\u2069" }
expression-takes-question-of-items = تأخذ الدالة { "\u2066" }{ $name }(){ "\u2069" } اسم سؤال من أسئلة العناصر، مثل { "\u2066" }{"${"}quantity{"}"}{ "\u2069" }؛ لغير ذلك أضف في كل عنصر سؤالًا محسوبًا (calculation)
expression-second-argument-text = يجب أن تكون الوسيطة الثانية للدالة { "\u2066" }{ $name }(){ "\u2069" } نصًا بين علامتي اقتباس
expression-second-argument-group = الوسيطة الثانية للدالة { "\u2066" }indexed-repeat(){ "\u2069" } مجموعة، مثل { "\u2066" }{"${"}items{"}"}{ "\u2069" }
expression-position-outside-items = { "\u2066" }position(..){ "\u2069" } رقم العنصر، وهذا السؤال يُسأل مرة واحدة
expression-write-position = اكتب { "\u2066" }position(..){ "\u2069" }
expression-format-letter-unknown = الرمز { "\u2066" }{ $letter }{ "\u2069" } غير مدعوم في الصيغة؛ المعروف: { "\u2066" }{ $known }{ "\u2069" }

# What to do in place of a function that is not supported.
expression-use-comparison = قارن النص، مثل { "\u2066" }{"${"}x{"}"} = 'true'{ "\u2069" }
expression-use-count-with-if = اجمع العدد بكتابة { "\u2066" }if(…, 1, 0) + if(…, 1, 0){ "\u2069" }
expression-use-sum-of-items = أضف في كل عنصر سؤالًا محسوبًا (calculation) فيه { "\u2066" }if(…, 1, ''){ "\u2069" } ثم اجمعه بالدالة sum
expression-use-date = استخدم تاريخًا
expression-use-concat = استخدم { "\u2066" }concat(…){ "\u2069" }
expression-use-default = استخدم default
expression-use-multiplication = اضرب العدد في نفسه
expression-use-choices = استخدم الخيارات
expression-use-text-tests = استخدم { "\u2066" }starts-with(…){ "\u2069" } أو { "\u2066" }ends-with(…){ "\u2069" } أو { "\u2066" }regex(…){ "\u2069" }
expression-no-random = النموذج الذي يُرسل مرة أخرى يجب أن يبقى كما هو
expression-no-uuid = لكل نموذج مرسل معرّف

# The expression as a whole, its brackets and operators.
expression-empty = التعبير فارغ
expression-too-long = عدد أحرف التعبير { $found }، والحد الأقصى { $limit }؛ قسّمه إلى أسئلة محسوبة (calculation)
expression-too-deep = تتداخل أجزاء التعبير في أكثر من { $limit } مستوى؛ قسّمه إلى أسئلة محسوبة (calculation)
expression-bracket-not-opened = يوجد { "\u2066" }){ "\u2069" } من دون { "\u2066" }({ "\u2069" } قبله
expression-bracket-missing = ينقص هنا { "\u2066" }){ "\u2069" }
expression-comma-or-bracket-missing = تنقص هنا فاصلة أو { "\u2066" }){ "\u2069" }
expression-comma-outside-function = لا تُكتب الفاصلة إلا بين وسيطات الدالة
expression-operator-missing = ينقص هنا عامل تشغيل، مثل { "\u2066" }and{ "\u2069" } أو { "\u2066" }or{ "\u2069" } أو { "\u2066" }={ "\u2069" } أو { "\u2066" }+{ "\u2069" }
expression-value-missing-before = تنقص قيمة قبل { "\u2066" }{ $symbol }{ "\u2069" }
expression-value-missing-at-end = تنقص قيمة في النهاية

# Numbers, texts, names and characters.
expression-digit-before-point = اكتب رقمًا قبل الفاصلة العشرية، مثل 0.5
expression-digit-behind-point = اكتب رقمًا بعد الفاصلة العشرية، أو احذفها
expression-too-many-digits = العدد من 27 رقمًا على الأكثر، 10 منها بعد الفاصلة العشرية
expression-text-not-closed = ينقص { "\u2066" }{ $quote }{ "\u2069" } في نهاية النص
expression-name-with-colon = الأسماء التي فيها نقطتان، مثل { "\u2066" }{ $name }:…{ "\u2069" }، غير مدعومة
expression-question-not-closed = بعد { "\u2066" }{"${"}{ "\u2069" } واسم السؤال ينقص { "\u2066" }{"}"}{ "\u2069" }
expression-question-without-name = اكتب اسم سؤال بين { "\u2066" }{"${"}{ "\u2069" } و{ "\u2066" }{"}"}{ "\u2069" }
expression-character-without-meaning = الرمز { "\u2068" }{ $character }{ "\u2069" } لا معنى له هنا؛ تُكتب النصوص بين { "\u2066" }'{ "\u2069" } و{ "\u2066" }'{ "\u2069" }

# What is written in other languages.
expression-write-equal = اكتب { "\u2066" }={ "\u2069" } للمساواة
expression-write-and = اكتب { "\u2066" }and{ "\u2069" }
expression-write-or = اكتب { "\u2066" }or{ "\u2069" }
expression-write-not-equal = اكتب { "\u2066" }!={ "\u2069" } لعدم المساواة
expression-write-not = اكتب { "\u2066" }not(…){ "\u2069" }، أو { "\u2066" }!={ "\u2069" } لعدم المساواة
expression-write-div = اكتب { "\u2066" }div{ "\u2069" } للقسمة؛ المسارات غير مدعومة، ويُكتب اسم السؤال هكذا: { "\u2066" }{"${"}name{"}"}{ "\u2069" }
expression-write-mod = اكتب { "\u2066" }mod{ "\u2069" } لباقي القسمة
expression-no-conditions-in-paths = الشروط في المسارات غير مدعومة؛ استخدم { "\u2066" }indexed-repeat(…){ "\u2069" } أو سؤالًا محسوبًا (calculation) في كل عنصر
expression-no-attributes = السمات غير مدعومة
expression-write-question = يُكتب اسم السؤال هكذا: { "\u2066" }{"${"}name{"}"}{ "\u2069" }
expression-write-straight-quote = اكتب { "\u2066" }'{ "\u2069" } قبل النص وبعده
expression-write-at-most = اكتب { "\u2066" }<={ "\u2069" }
expression-write-at-least = اكتب { "\u2066" }>={ "\u2069" }
expression-write-unequal = اكتب { "\u2066" }!={ "\u2069" }
expression-write-times = اكتب { "\u2066" }*{ "\u2069" } للضرب

# The patterns of regex().
expression-pattern-bracket-not-opened = في النمط { "\u2066" }){ "\u2069" } من دون { "\u2066" }({ "\u2069" } قبله
expression-pattern-bracket-not-closed = في النمط { "\u2066" }({ "\u2069" } من دون { "\u2066" }){ "\u2069" } بعده
expression-pattern-class-not-closed = في النمط { "\u2066" }[{ "\u2069" } من دون { "\u2066" }]{ "\u2069" } بعده
expression-pattern-class-empty = لا أحرف بين القوسين في { "\u2066" }[]{ "\u2069" }؛ للحرف نفسه اكتب { "\u2066" }\]{ "\u2069" }
expression-pattern-bracket-in-class = لكتابة الحرف { "\u2066" }[{ "\u2069" } بين قوسين معقوفين اكتب { "\u2066" }\[{ "\u2069" }
expression-pattern-group-kind = { "\u2066" }(?…){ "\u2069" } غير مدعوم في النمط؛ اكتب { "\u2066" }(…){ "\u2069" }
expression-pattern-too-deep = تتداخل في النمط أكثر من { $limit } مجموعة
expression-pattern-too-large = النمط كبير جدًا؛ الحد الأقصى بعد كتابة التكرارات كاملة { $limit } حرف
expression-pattern-unusable = لا يمكن استخدام النمط
expression-pattern-nothing-to-repeat = يأتي الرمز { "\u2066" }{ $character }{ "\u2069" } في النمط بعد ما يكرره؛ للحرف نفسه اكتب { "\u2066" }\{ $character }{ "\u2069" }
expression-pattern-repetition = اكتب التكرار هكذا: { "\u2066" }{"{3}"}{ "\u2069" } أو { "\u2066" }{"{2,}"}{ "\u2069" } أو { "\u2066" }{"{2,5}"}{ "\u2069" }، وكل عدد لا يزيد على { $limit }
expression-pattern-repeated-place = لا يمكن تكرار { "\u2066" }^{ "\u2069" } و{ "\u2066" }${ "\u2069" } في النمط
expression-pattern-repeated-twice = تكرار التكرار غير مدعوم في النمط؛ ضع الأول داخل { "\u2066" }(…){ "\u2069" }
expression-pattern-ends-with-backslash = ينتهي النمط بالرمز { "\u2066" }\{ "\u2069" }؛ للحرف نفسه اكتب { "\u2066" }\\{ "\u2069" }
expression-pattern-escape-unknown = الرمز { "\u2066" }\{ $character }{ "\u2069" } غير مدعوم في النمط؛ المعروف: { "\u2066" }\d \w \s \D \W \S \n \t \r{ "\u2069" }
expression-pattern-range-reversed = حدّا النطاق { "\u2066" }{ $from }-{ $to }{ "\u2069" } في النمط معكوسان
