# Why the JSON that a program sent is not accepted. $detail is technical and in English: “line 3, column 14”.

json-body-not-an-object = محتوى الطلب ليس كائن JSON واحدًا صحيحًا، ولم يُحفظ شيء. صحّحه ثم أعد إرساله.
json-body-not-an-object-at = محتوى الطلب ليس كائن JSON واحدًا صحيحًا، ولم يُحفظ شيء. صحّحه ثم أعد إرساله ({ $detail }).
json-body-too-large = محتوى الطلب أكبر مما يتطلبه أي نموذج، ولم يُحفظ شيء. أرسل نموذجًا واحدًا في كل مرة.
json-body-too-large-at = محتوى الطلب أكبر مما يتطلبه أي نموذج، ولم يُحفظ شيء. أرسل نموذجًا واحدًا في كل مرة ({ $detail }).
json-body-unkeepable = يحتوي الطلب على قيمة لا يمكن حفظها كما هي تمامًا، ولم يُحفظ شيء. صحّحها ثم أعد الإرسال.
json-body-unkeepable-at = يحتوي الطلب على قيمة لا يمكن حفظها كما هي تمامًا، ولم يُحفظ شيء. صحّحها ثم أعد الإرسال ({ $detail }).
