# What is wrong with a spreadsheet in the XLSForm standard, or different here. Sentences without a full stop, behind their cell.
# Names of sheets, columns and types stand as they are written there; what was entered has its own quotation marks.

# Where it is.
spreadsheet-row = الصف { $row }
spreadsheet-column = العمود { $column }
spreadsheet-of-place = { "\u2068" }{ $place }{ "\u2069" }: { $reason }
spreadsheet-more =
    { $count ->
        [zero] { $count } رسالة أخرى غير معروضة
        [one] رسالة واحدة أخرى غير معروضة
        [two] رسالتان أخريان غير معروضتين
        [few] { $count } رسائل أخرى غير معروضة
        [many] { $count } رسالة أخرى غير معروضة
       *[other] { $count } رسالة أخرى غير معروضة
    }

# Words that are unknown; the first variable is one of these nouns.
spreadsheet-unknown = كلمة غير معروفة ({ $what }): { "\u2068" }{ $word }{ "\u2069" }
spreadsheet-unknown-column = { $reason }؛ أو احذف العمود
spreadsheet-noun-type = نوع
spreadsheet-noun-list = قائمة
spreadsheet-noun-column = عمود

# The file as a whole.
spreadsheet-file-too-large = حجم الملف { $found } كيلوبايت، والحد الأقصى { $limit } كيلوبايت
spreadsheet-file-empty = الملف فارغ
spreadsheet-old-excel = الملف ملف Excel قديم ({ "\u2066" }.xls{ "\u2069" }) أو محمي بكلمة مرور؛ احفظه بصيغة { "\u2066" }.xlsx{ "\u2069" } بلا كلمة مرور
spreadsheet-no-workbook = الملف ليس مصنف Excel ({ "\u2066" }.xlsx{ "\u2069" })؛ احفظ النموذج بصيغة { "\u2066" }.xlsx{ "\u2069" }
spreadsheet-too-many-parts = عدد أجزاء الملف { $found }، والحد الأقصى للنموذج { $limit }
spreadsheet-other-compression = الملف مضغوط بطريقة لا يستخدمها Excel؛ احفظه من جديد
spreadsheet-damaged = الملف تالف: تعذّر فك ضغط جزء منه
spreadsheet-unpacked-too-large = سيتجاوز حجم الملف { $limit } ميغابايت بعد فك ضغطه، ولا يبلغ أي نموذج هذا الحجم
spreadsheet-not-readable = الملف ليس مصنفًا يمكن قراءته ({ "\u2068" }{ $error }{ "\u2069" })؛ احفظه من جديد بصيغة { "\u2066" }.xlsx{ "\u2069" }

# Sheets and cells.
spreadsheet-external-choices = الورقة external_choices غير مدعومة؛ انقل صفوفها إلى الورقة choices
spreadsheet-entities = الورقة entities غير مدعومة؛ احذفها
spreadsheet-sheet-not-read = لا تُقرأ الورقة { "\u2068" }{ $sheet }{ "\u2069" }
spreadsheet-sheet-twice = توجد ورقتان بالاسم { $sheet }؛ احذف إحداهما
spreadsheet-no-survey = ليس في المصنف ورقة باسم survey؛ سمِّ ورقة الأسئلة بهذا الاسم
spreadsheet-too-many-rows = عدد صفوف الورقة أكثر من { $limit }؛ الحد الأقصى لأسئلة النموذج 300
spreadsheet-too-many-columns = عدد أعمدة الورقة أكثر من { $limit }؛ احذف ما لا حاجة إليه منها
spreadsheet-too-much-text = حجم النصوص في الأوراق أكثر من { $limit } ميغابايت، ولا يبلغ أي نموذج هذا الحجم
spreadsheet-merged = الخلايا من { $first } إلى { $last } مدمجة؛ ألغِ دمجها واكتب كل قيمة في خليتها
spreadsheet-formula = في الخلية صيغة حسابية؛ انسخها والصق قيمتها فقط
spreadsheet-cell-error = في الخلية الخطأ { "\u2066" }{ $error }{ "\u2069" }؛ اكتب قيمتها

# Columns.
spreadsheet-no-type-column = يجب أن تكون في الصف 1 عناوين الأعمدة؛ أضف type
spreadsheet-no-name-column = يجب أن تكون في الصف 1 عناوين الأعمدة؛ أضف name
spreadsheet-no-type-and-name-column = يجب أن تكون في الصف 1 عناوين الأعمدة؛ أضف type وname
spreadsheet-column-twice = يوجد عمودان بالعنوان { "\u2068" }{ $heading }{ "\u2069" }؛ احذف أحدهما
spreadsheet-column-without-heading = ليس للعمود عنوان في الصف 1؛ اكتب له عنوانًا أو احذفه
spreadsheet-no-language-column = لا يوجد عمود { "\u2066" }{ $column }{ "\u2069" }، لذلك تُستخدم نصوص العمود الآخر لهذه اللغة أيضًا

# Columns that are left out; the second variable is one of the reasons.
spreadsheet-left-out = العمود { "\u2068" }{ $heading }{ "\u2069" } لم يؤخذ: { $reason }
spreadsheet-left-out-other-language = النماذج بالإنجليزية (en) والعربية (ar)
spreadsheet-left-out-no-filter = لا يذكره أي choice_filter
spreadsheet-left-out-no-effect = لا أثر له هنا
spreadsheet-left-out-for-authors = هو لمن يُعدّ النموذج
spreadsheet-left-out-kobo = هو خاص ببرنامج Kobo
spreadsheet-left-out-accuracy = يُؤخذ الموقع بالدقة التي يعطيها الجهاز
spreadsheet-left-out-question-media = لا تُعرض صور الأسئلة ولا أصواتها
spreadsheet-left-out-question-picture = لا تُعرض صور الأسئلة
spreadsheet-left-out-question-sound = لا تُشغَّل أصوات الأسئلة
spreadsheet-left-out-question-film = لا تُعرض مقاطع الفيديو للأسئلة
spreadsheet-left-out-choice-media = لا تُعرض صور الخيارات ولا أصواتها
spreadsheet-left-out-choice-picture = لا تُعرض صور الخيارات
spreadsheet-left-out-choice-sound = لا تُشغَّل أصوات الخيارات
spreadsheet-left-out-choice-film = لا تُعرض مقاطع الفيديو للخيارات
spreadsheet-left-out-name-of-submission = يُسمّى الفحص بموقعه ويومه
spreadsheet-left-out-choices-differ = خيارات السؤال الواحد مختلفة دائمًا
spreadsheet-left-out-encryption = تُخزَّن الفحوص بحيث تستطيع مؤسستها قراءتها
spreadsheet-left-out-server = تُرسل النماذج إلى الخادم الذي يعرضها

# Values of any sheet.
spreadsheet-value-missing = القيمة مفقودة: { $column }
spreadsheet-invisible = في { $column } الرمز غير المرئي { "\u2066" }{ $code }{ "\u2069" }؛ اكتب القيمة من جديد
spreadsheet-not-a-number = القيمة { "\u2068" }{ $text }{ "\u2069" } يجب أن تكون عددًا
spreadsheet-not-a-whole-number = القيمة { "\u2068" }{ $text }{ "\u2069" } يجب أن تكون عددًا صحيحًا
spreadsheet-not-yes-or-no = القيمة { "\u2068" }{ $text }{ "\u2069" } يجب أن تكون yes أو no
spreadsheet-text-missing = النص مفقود باللغة { "\u2066" }{ $language }{ "\u2069" }
spreadsheet-answer-in-text = لا يمكن أن تظهر في النص إجابات مثل { "\u2066" }{"${"}name{"}"}{ "\u2069" }؛ اكتب الكلمات نفسها أو أضف سؤالًا فيه calculation
spreadsheet-markup = علامات مثل { "\u2066" }<b>{ "\u2069" } أو { "\u2066" }**bold**{ "\u2069" } تظهر كما كُتبت

# The sheet settings.
spreadsheet-no-settings = أنشئ الورقة settings بالأعمدة form_title وform_id وversion، واكتب قيمها في الصف 2
spreadsheet-second-settings = في الورقة settings صف واحد للقيم؛ احذف هذا الصف
spreadsheet-form-id-missing = القيمة مفقودة: form_id؛ اكتب اسمًا مختصرًا مثل hvac_round
spreadsheet-form-id = قيمة form_id غير صالحة: { "\u2068" }{ $id }{ "\u2069" }؛ المطلوب من 2 إلى 40 حرفًا لاتينيًا صغيرًا أو رقمًا أو شرطة سفلية، ويبدأ بحرف
spreadsheet-form-id-near = قيمة form_id غير صالحة: { "\u2068" }{ $id }{ "\u2069" }؛ المطلوب من 2 إلى 40 حرفًا لاتينيًا صغيرًا أو رقمًا أو شرطة سفلية، ويبدأ بحرف، مثل { "\u2066" }{ $near }{ "\u2069" }
spreadsheet-version-missing = قيمة version مفقودة، لذلك هي 1؛ زِدها مع كل تعديل في النموذج
spreadsheet-version = قيمة version غير صالحة: { "\u2068" }{ $version }{ "\u2069" }؛ المطلوب عدد صحيح من 9 أرقام على الأكثر، مثل 3 أو 20260314
spreadsheet-title-used = لا يوجد { "\u2066" }{ $column }{ "\u2069" }، لذلك يُستخدم العنوان بدلًا منه
spreadsheet-site-chosen = السؤال { $name } هو موقع الفحص في القوائم؛ لتغيير ذلك اكتب اسم سؤال آخر في { "\u2066" }injaaz::site_field{ "\u2069" }
spreadsheet-day-chosen = السؤال { $name } هو يوم الفحص في القوائم؛ لتغيير ذلك اكتب اسم سؤال آخر في { "\u2066" }injaaz::date_field{ "\u2069" }
spreadsheet-no-site = يحتاج النموذج إلى سؤال إلزامي من النوع text، خارج المجموعات المتكررة وبلا شرط، لموقع الفحص في القوائم
spreadsheet-no-day = يحتاج النموذج إلى سؤال من النوع date، خارج المجموعات المتكررة وبلا شرط، ليوم الفحص في القوائم
spreadsheet-part-without-label = ليس للجزء نص (label)

# Types.
spreadsheet-type-missing = النوع (type) مفقود؛ اكتب نوعًا أو أفرغ الصف
spreadsheet-type-alone = اكتب هنا { $type } فقط دون أن تكتب بعدها { "\u2068" }{ $words }{ "\u2069" }
spreadsheet-metadata = الصف { $type } لم يؤخذ: يسجّل Injaaz بنفسه من أرسل النموذج ومتى
spreadsheet-type-not-supported = النوع { $type } غير مدعوم؛ { $instead }
spreadsheet-instead-of-datetime = اكتب سؤالين، أحدهما من النوع date والآخر من النوع time
spreadsheet-instead-of-select-one = اكتب الخيارات في الورقة choices، واكتب select_one مع اسم قائمتها
spreadsheet-instead-of-select-multiple = اكتب الخيارات في الورقة choices، واكتب select_multiple مع اسم قائمتها
spreadsheet-instead-of-rank = اكتب select_multiple، أو select_one لكل مرتبة
spreadsheet-instead-of-audio = اكتب سؤالًا من النوع text لما يُقال
spreadsheet-instead-of-background-audio = احذف الصف
spreadsheet-instead-of-video = اكتب image للصور
spreadsheet-instead-of-shape = اكتب geopoint لموقع واحد
spreadsheet-instead-of-hidden = اكتب calculate والقيمة في العمود calculation
spreadsheet-instead-of-external = اكتب الخيارات في الورقة choices

# Groups and repeats.
spreadsheet-no-begin = لا يوجد { $begin } قبل { $end } في هذا الصف
spreadsheet-end-of-group-in-repeat = ينهي هذا الصف مجموعة (group)، لكن المفتوح مجموعة متكررة (repeat)؛ اكتب end_repeat
spreadsheet-end-of-repeat-in-group = ينهي هذا الصف مجموعة متكررة (repeat)، لكن المفتوح مجموعة (group)؛ اكتب end_group
spreadsheet-group-not-ended = ليس للمجموعة نهاية؛ اكتب end_group تحت آخر سؤال فيها
spreadsheet-repeat-not-ended = ليس للمجموعة المتكررة نهاية؛ اكتب end_repeat تحت آخر سؤال فيها
spreadsheet-group-empty = ليس في المجموعة سؤال؛ احذفها أو أضف سؤالًا
spreadsheet-group-without-name = ليس للمجموعة اسم (name)
spreadsheet-repeat-without-name = ليس للمجموعة المتكررة اسم (name)
spreadsheet-group-without-label = ليس للمجموعة نص (label)
spreadsheet-group-hint = العمود hint لم يؤخذ، لأن المجموعة ليست هنا قسمًا مستقلًا
spreadsheet-group-appearance = القيمة { "\u2068" }{ $appearance }{ "\u2069" } في appearance لا أثر لها في المجموعات
spreadsheet-group-value = لا معنى للعمود { "\u2066" }{ $column }{ "\u2069" } في المجموعة؛ اترك الخلية فارغة
spreadsheet-end-value = لا أثر للعمود { "\u2066" }{ $column }{ "\u2069" } في صف نهاية المجموعة
spreadsheet-repeat-in-repeat = لا يمكن أن تكون مجموعة متكررة داخل المجموعة المتكررة في الصف { $row }؛ أنهِ تلك أولًا، واسأل في الثانية عما تتبعه
spreadsheet-group-in-repeat = لا تظهر المجموعة: تظهر أسئلتها في المجموعة المتكررة في الصف { $row }، ولكل منها شرط المجموعة
spreadsheet-group-in-group = المجموعة التي داخل المجموعة في الصف { $row } قسم مستقل هنا، وله شرطا المجموعتين
spreadsheet-repeat-in-group = المجموعة المتكررة التي داخل المجموعة في الصف { $row } قسم مستقل هنا، وله شرطا المجموعتين

# Questions.
spreadsheet-no-question = ليس في الورقة سؤال
spreadsheet-too-many-questions = عدد أسئلة النموذج { $found }، والحد الأقصى { $limit }
spreadsheet-question-without-name = ليس للسؤال اسم (name)
spreadsheet-name-form = الاسم { "\u2068" }{ $name }{ "\u2069" } غير صالح: المطلوب 60 حرفًا لاتينيًا أو رقمًا أو شرطة سفلية على الأكثر، ويبدأ بحرف
spreadsheet-name-used = الاسم { $name } مستخدم في الصف { $row }؛ اكتب اسمًا آخر
spreadsheet-question-without-label = ليس للسؤال نص (label)
spreadsheet-calculation-without-label = الإجابة المحسوبة تُعرض هنا وتُطبع، لذلك تحتاج إلى نص (label)؛ يُستخدم { "\u2068" }{ $label }{ "\u2069" }
spreadsheet-calculate-without-calculation = يحتاج الصف من النوع calculate إلى تعبير في العمود calculation
spreadsheet-required-message = العمود required_message لم يؤخذ: يقول Injaaz بكلماته ما الناقص
spreadsheet-guidance-hint = العمود guidance_hint لم يؤخذ؛ اكتب في hint ما يحتاج إليه الناس
spreadsheet-appearance = القيمة { "\u2068" }{ $appearance }{ "\u2069" } في appearance لا أثر لها في هذا النوع
spreadsheet-appearance-search = القيمة { "\u2068" }{ $text }{ "\u2069" } غير مدعومة؛ اكتب الخيارات في الورقة choices
spreadsheet-parameters = لا أثر للعمود parameters في هذا النوع
spreadsheet-parameter = القيمة { "\u2068" }{ $text }{ "\u2069" } غير مدعومة؛ اكتب { "\u2066" }start=1 end=10 step=1{ "\u2069" }
spreadsheet-parameter-number = قيمة { $key } يجب أن تكون عددًا، والموجود { "\u2068" }{ $text }{ "\u2069" }
spreadsheet-question-value = لا معنى للعمود { "\u2066" }{ $column }{ "\u2069" } في هذا النوع؛ اترك الخلية فارغة
spreadsheet-default-of-box = القيمة { "\u2068" }{ $text }{ "\u2069" } غير صالحة: المطلوب { $ticked } لخانة محددة، أو خلية فارغة
spreadsheet-default-kind = القيمة { "\u2068" }{ $text }{ "\u2069" } يجب أن تكون text أو expression
spreadsheet-rule-reads-clock = { "\u2066" }today(){ "\u2069" } و{ "\u2066" }now(){ "\u2069" } للأعمدة default وconstraint وrequired فقط، لأن النموذج الذي يُرسل مرة أخرى يجب أن يبقى كما هو؛ اسأل عن اليوم في سؤال فيه { "\u2066" }today(){ "\u2069" } في العمود default

# Choices.
spreadsheet-list-missing = اكتب بعد { $type } اسم قائمة من الورقة choices
spreadsheet-list-with-spaces = اكتب بعد { $type } اسم قائمة واحدة؛ لا مسافات في الاسم
spreadsheet-or-other = or_other غير مدعوم؛ اكتب خيارًا باسم Other، وسؤالًا من النوع text فيه relevant مثل { "\u2066" }{"${"}this{"}"} = 'other'{ "\u2069" }
spreadsheet-no-list = ليس في الورقة choices القائمة { "\u2068" }{ $list }{ "\u2069" }
spreadsheet-list-unused = لا يستخدم أي سؤال القائمة { "\u2068" }{ $list }{ "\u2069" }
spreadsheet-too-many-choices = عدد خيارات الأسئلة كلها أكثر من { $limit }؛ استخدم قوائم أقصر
spreadsheet-choice-without-label = ليس للخيار { "\u2068" }{ $choice }{ "\u2069" } نص (label)
spreadsheet-choice-twice = الخيار { "\u2068" }{ $choice }{ "\u2069" } مكرر في قائمته
spreadsheet-list-of-check = يجب أن تكون أسماء قائمة الفحص (check) بهذا الترتيب: { $pass } ثم { $fail } ثم { $na }؛ ويمكن أن تكون نصوصها (label) كلمات أخرى

# Trees of choices.
spreadsheet-tree-without-level = يحتاج العمود { "\u2066" }injaaz::tree{ "\u2069" } إلى العمود { "\u2066" }injaaz::level{ "\u2069" } معه، وقيمته 0 للمستوى الأول
spreadsheet-level-number = يجب أن تكون قيمة { "\u2066" }injaaz::level{ "\u2069" } عددًا صحيحًا من 0 إلى { $limit }
spreadsheet-level-list = المستوى { $level } من الشجرة { "\u2068" }{ $tree }{ "\u2069" } في القائمة { "\u2068" }{ $list }{ "\u2069" }
spreadsheet-tree-no-choice-above = الخيارات التي فوق { "\u2068" }{ $choice }{ "\u2069" } ليست في قائمة المستوى الأعلى
spreadsheet-tree-english-label = في الشجرة يكون النص الإنجليزي هو الاسم نفسه؛ اكتب { "\u2068" }{ $label }{ "\u2069" } في العمودين
spreadsheet-tree-arabic-label = للخيار { "\u2068" }{ $choice }{ "\u2069" } نص عربي آخر في الصف { $row }؛ لكل كلمة في الشجرة نص عربي واحد
spreadsheet-tree-choice-twice = الخيار { "\u2068" }{ $choice }{ "\u2069" } مكرر تحت الخيار نفسه
