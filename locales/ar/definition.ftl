# What is wrong with a form file: the definition of a form as TOML. Sentences without a full stop, behind their place.
# Keys, kinds and other words of the file stand as they are written there; what was entered has its own quotation marks.

# Keys and values.
definition-not-toml = ليس TOML صالحًا: { "\u2068" }{ $error }{ "\u2069" }
definition-missing = المفتاح { $key } مفقود
definition-empty = المفتاح { $key } فارغ
definition-wrong-type = قيمة { $key } غير صحيحة: المطلوب { $expected }، والموجود { $found }
definition-expected-text = نص بين علامتي اقتباس
definition-expected-texts = قائمة نصوص بين علامات اقتباس
definition-expected-plain = نص أو عدد أو تاريخ
definition-expected-flag = true أو false
definition-expected-flag-or-rule = true أو false أو تعبير
definition-expected-whole = عدد صحيح
definition-expected-decimal = عدد من 15 رقمًا على الأكثر، 6 منها بعد الفاصلة العشرية
definition-expected-table = جدول
definition-expected-tables = قائمة جداول
definition-found-text = نص
definition-found-number = عدد
definition-found-flag = true أو false
definition-found-date = تاريخ
definition-found-list = قائمة
definition-found-table = جدول
definition-not-tables = يجب أن تكون قيمة { $key } قائمة جداول
definition-not-names = يجب أن تكون قيمة { $key } قائمة بأسماء أسئلة بين علامات اقتباس
definition-not-a-time = يجب أن تكون قيمة { $key } وقتًا مثل "07:30"، والموجود { "\u2068" }{ $found }{ "\u2069" }
definition-out-of-range = يجب أن تكون قيمة { $key } من { $start } إلى { $end }، والموجود { "\u2066" }{ $found }{ "\u2069" }
definition-min-above-max = قيمة min ({ "\u2066" }{ $min }{ "\u2069" }) أكبر من قيمة max ({ "\u2066" }{ $max }{ "\u2069" })
definition-min-after-max = قيمة min ({ "\u2066" }{ $min }{ "\u2069" }) بعد قيمة max ({ "\u2066" }{ $max }{ "\u2069" })

# Words that are unknown; the first variable is one of these nouns.
definition-unknown-near = كلمة غير معروفة ({ $what }): { "\u2068" }{ $word }{ "\u2069" }؛ هل المقصود { "\u2068" }{ $near }{ "\u2069" }؟
definition-unknown-known = كلمة غير معروفة ({ $what }): { "\u2068" }{ $word }{ "\u2069" }؛ المعروف: { "\u2068" }{ $known }{ "\u2069" }
definition-noun-key = مفتاح
definition-noun-kind = نوع
definition-noun-input = input
definition-noun-appearance = appearance
definition-noun-tree = شجرة
definition-noun-value = قيمة
definition-noun-group = مجموعة
definition-noun-field = سؤال

# The form as a whole.
definition-module-form = قيمة module غير صالحة: { "\u2068" }{ $module }{ "\u2069" }؛ المطلوب من 2 إلى 40 حرفًا لاتينيًا صغيرًا أو رقمًا أو شرطة سفلية، ويبدأ بحرف
definition-module-reserved = قيمة module هي { "\u2068" }{ $module }{ "\u2069" }، وهذا عنوان صفحة إدارة النماذج؛ اختر اسمًا آخر
definition-module-twice = النموذج { $module } معرَّف من قبل في { "\u2068" }{ $file }{ "\u2069" }
definition-module-version = النموذج الذي يحل محل النموذج المدمج { $module } يحتاج إلى إصدار أعلى من { $version }
definition-site-required = يجب أن يكون السؤال { $name } إلزاميًا (required)، وإلا ظهرت في القائمة صفوف بلا اسم
definition-not-a-text-field = { "\u2068" }{ $name }{ "\u2069" } ليس سؤالًا من النوع text خارج العناصر
definition-not-a-date-field = { "\u2068" }{ $name }{ "\u2069" } ليس سؤالًا من النوع date خارج العناصر
definition-column-with-condition = تحتاج قائمة الفحوص إلى هذا السؤال، لذلك يجب أن يُسأل دائمًا
definition-too-many-fields = عدد أسئلة النموذج { $found }، والحد الأقصى { $limit }

# Names.
definition-name-form = الاسم { "\u2068" }{ $name }{ "\u2069" } غير صالح: المطلوب 60 حرفًا لاتينيًا أو رقمًا أو شرطة سفلية على الأكثر، ويبدأ بحرف
definition-name-reserved = الاسم { "\u2068" }{ $name }{ "\u2069" } محجوز للصفحة نفسها
definition-name-twice = يوجد سؤالان بهذا الاسم
definition-name-of-part = لسؤال آخر الاسم { $name } الذي يُرسل به جزء من هذا السؤال
definition-section-twice = يوجد قسمان بهذا المعرّف (id)
definition-group-name-taken = لسؤال آخر أو لمجموعة أخرى اسم هذه المجموعة نفسه

# Choices.
definition-choice-twice = الخيار { "\u2068" }{ $value }{ "\u2069" } مكرر في القائمة
definition-default-not-a-choice = القيمة { "\u2068" }{ $value }{ "\u2069" } في default ليست من الخيارات
definition-filter-for-choices = choice_filter للأسئلة من النوعين choice وselect_multiple
definition-filter-without-key = choice_filter لا يستخدم المفتاح { "\u2068" }{ $key }{ "\u2069" } من مفاتيح الخيارات

# Scales.
definition-start-not-below-end = يجب أن تكون قيمة start ({ "\u2066" }{ $start }{ "\u2069" }) أقل من قيمة end ({ "\u2066" }{ $end }{ "\u2069" })
definition-step-not-above-zero = يجب أن تكون قيمة step ({ "\u2066" }{ $step }{ "\u2069" }) أكبر من 0
definition-steps-miss-end = بدءًا من start ({ "\u2066" }{ $start }{ "\u2069" }) لا تصل خطوات مقدارها { "\u2066" }{ $step }{ "\u2069" } إلى end ({ "\u2066" }{ $end }{ "\u2069" })
definition-too-many-stars = الحد الأقصى لنجوم التقييم { $limit }، وعددها هنا { $found }؛ احذف appearance

# Trees of choices, and the questions that use them.
definition-trees-not-a-table = يجب أن تكون قيمة trees جدولًا
definition-tree-not-a-table = يجب أن تكون الشجرة جدولًا
definition-tree-unused = لا يستخدم أي سؤال هذه الشجرة
definition-tree-without-words = يجب أن تكون قيمة ar جدولًا فيه الكلمة العربية لكل قيمة
definition-tree-word-without-value = في ar كلمة للقيمة { "\u2068" }{ $value }{ "\u2069" }، وهي ليست من قيم الشجرة
definition-tree-value-without-word = ليس للقيمة { "\u2068" }{ $value }{ "\u2069" } كلمة عربية في ar
definition-tree-value-twice = القيمة { "\u2068" }{ $value }{ "\u2069" } مكررة في قائمة واحدة
definition-tree-value-empty = إحدى القيم فارغة
definition-tree-table-empty = يوجد جدول فارغ بين القيم
definition-tree-slash = تحت القيمة { "\u2068" }{ $value }{ "\u2069" } خيارات أخرى، لذلك لا يجوز أن تحتوي على شرطة مائلة
definition-tree-below = يجب أن يكون ما تحت القيمة { "\u2068" }{ $value }{ "\u2069" } جدولًا أو قائمة نصوص
definition-tree-last-choices = يجب أن تكون الخيارات الأخيرة في الشجرة نصوصًا بين علامات اقتباس
definition-level-missing = ليس في الشجرة { "\u2068" }{ $tree }{ "\u2069" } مستوى { $level }؛ المستوى الأول 0
definition-level-twice = يوجد سؤال آخر للمستوى { $level } من الشجرة { "\u2068" }{ $tree }{ "\u2069" }
definition-level-without-above = المستوى { $level } من الشجرة { "\u2068" }{ $tree }{ "\u2069" } يحتاج قبله إلى سؤال للمستوى { $above } في القسم نفسه
definition-level-with-condition = شرط الأسئلة من النوع cascade يوضع عند المستوى 0

# Rules.
definition-message-without-constraint = constraint_message يحتاج إلى constraint
definition-default-number = يجب أن تكون قيمة default عددًا
definition-default-date = يجب أن تكون قيمة default تاريخًا مثل { "\u2066" }"2026-03-14"{ "\u2069" }
definition-default-time = يجب أن تكون قيمة default وقتًا مثل "14:30"
definition-default-not-possible = احذف default: ليس لهذا النوع من الأسئلة قيمة افتراضية
definition-default-of-items = لا يمكن أن تكون قيمة default تعبيرًا في سؤال من أسئلة العناصر؛ استخدم calculation
definition-default-reads-answer = لا يمكن أن تعتمد قيمة default على { "\u2066" }{"${"}{ $name }{"}"}{ "\u2069" }، إذ لم يُجب عنه بعد؛ استخدم calculation
definition-note-with-answer = ليس للملاحظة (note) إجابة؛ احذف { $key }
definition-note-is-read = { "\u2066" }{"${"}{ $name }{"}"}{ "\u2069" } ملاحظة (note) لا إجابة لها
definition-calculation-kind = لا يُحسب إلا سؤال من النوع text أو long_text أو number أو date
definition-calculation-entered = السؤال المحسوب لا يُدخل أبدًا؛ احذف required وdefault وread_only
definition-read-only-without-default = السؤال الذي فيه read_only يحتاج إلى default ليس تعبيرًا، أو إلى calculation بدلًا منه
definition-repeat-count-fixed = يجب أن يذكر repeat_count سؤالًا؛ اكتب العدد الثابت للعناصر في min وmax
definition-rule-reads-clock = { "\u2066" }today(){ "\u2069" } و{ "\u2066" }now(){ "\u2069" } للمفاتيح default وconstraint وrequired فقط، لأن النموذج الذي يُرسل مرة أخرى يجب أن يبقى كما هو؛ اسأل عن اليوم في سؤال فيه { "\u2066" }default = {"{"} calculate = "today()" {"}"}{ "\u2069" }
definition-circle = هذه القواعد يعتمد بعضها على بعض في حلقة: { "\u2066" }{ $circle }{ "\u2069" }؛ احذف إحداها

# Totals and reports.
definition-totals-empty = يحتاج totals إلى المفتاح whole أو المفتاح parts أو كليهما
definition-totals-part = يحتاج الجزء إما إلى amount، وإما إلى quantity وunit_price
definition-totals-not-a-number = السؤال { $name } ليس عددًا
definition-report-column = القيمة { "\u2068" }{ $name }{ "\u2069" } في columns ليست سؤالًا من أسئلة العناصر يمكن عرضه في جدول
definition-report-remark = القيمة { "\u2068" }{ $name }{ "\u2069" } في remarks ليست سؤالًا نصيًا من أسئلة العناصر
definition-pass-mark-without-check = يحتاج pass_mark إلى سؤال من النوع check
