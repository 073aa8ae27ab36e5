# Time zones of organisations and people.

time-zone-label = المنطقة الزمنية
time-zone-organisation-hint = تظهر الأوقات في الصفحات وفي التقارير الجديدة حسب هذه المنطقة. ويمكن لكل عضو أن يختار منطقة أخرى لنفسه.
time-zone-organisation-utc = تظهر الأوقات حسب UTC إلى أن تختار منطقة مؤسستك.
time-zone-person-hint = تظهر لك الأوقات في الصفحات حسب هذه المنطقة. أما التقارير فتتبع منطقة المؤسسة.
time-zone-as-organisation = مثل المؤسسة ({ $zone })
time-zone-save = حفظ
time-zone-saved = حُفظت منطقتك الزمنية.
time-zone-unknown = اختر منطقة زمنية من القائمة.
# The heading of a column of times in a CSV file.
time-zone-column = { $column } ({ $zone })
time-zone-africa = أفريقيا
time-zone-america = أمريكا
time-zone-antarctica = القارة القطبية الجنوبية
time-zone-arctic = القطب الشمالي
time-zone-asia = آسيا
time-zone-atlantic = المحيط الأطلسي
time-zone-australia = أستراليا
time-zone-europe = أوروبا
time-zone-indian = المحيط الهندي
time-zone-pacific = المحيط الهادئ
