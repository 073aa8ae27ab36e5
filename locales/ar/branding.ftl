# /organisation/branding: how the reports of an organisation look.
branding-title = مظهر تقاريرك
branding-lead = الشعار واللون والأسطر الثابتة في تقارير PDF وExcel. أما التقارير الموجودة فتبقى كما هي.
branding-saved = تم الحفظ. ستظهر التقارير الجديدة بهذا المظهر.
branding-logo = الشعار
branding-logo-hint = ملف PNG أو JPEG بحجم 5 ميغابايت على الأكثر. يظهر الشعار على خلفية بيضاء، والأنسب شعار عريض بلا خلفية.
branding-logo-now = شعارك
branding-remove-logo = إزالة الشعار
branding-accent = لون التمييز
branding-accent-hint = للعناوين والأشرطة، ويُكتب مثل ‎#125435. يجب أن يكون داكنًا بما يكفي ليُقرأ على الأبيض.
branding-bad-accent = اكتب اللون بعلامة # تليها ستة أرقام أو أحرف من a إلى f، مثل ‎#125435.
branding-light-accent = هذا اللون فاتح جدًا ولا يُقرأ على الأبيض: تباينه { $contrast } إلى 1، والمطلوب 4.5 إلى 1. أقرب لون مسموح به هو ‎{ $nearest }.
branding-header-line = السطر العلوي
branding-header-line-hint = تحت اسم مؤسستك في كل صفحة، مثل العنوان. اختياري.
branding-footer-line = السطر السفلي
branding-footer-line-hint = في كل صفحة، مثل الهاتف والبريد الإلكتروني. اختياري.
branding-legal-line = الملاحظة القانونية
branding-legal-line-hint = بخط صغير أسفل كل صفحة، 400 حرف على الأكثر. اختياري.
branding-long-line =
    { $limit ->
        [zero] اترك هذا الحقل فارغًا.
        [one] اكتب حرفًا واحدًا على الأكثر.
        [two] اكتب حرفين على الأكثر.
        [few] اكتب { $limit } أحرف على الأكثر.
        [many] اكتب { $limit } حرفًا على الأكثر.
       *[other] اكتب { $limit } حرف على الأكثر.
    }
branding-bad-line = اكتب نصًا عاديًا في سطر واحد.
branding-paper = الورق
branding-paper-a4 = ‏A4 ‏(210 × 297 مم)
branding-paper-letter = ‏US Letter ‏(8.5 × 11 بوصة)
branding-bad-paper = اختر مقاس ورق من القائمة.
branding-currency = العملة
branding-currency-hint = للأسعار والإجماليات.
branding-bad-currency = اختر عملة من القائمة.
