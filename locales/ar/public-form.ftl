public-form-received-title = استلمنا النموذج الذي أرسلته
public-form-received-lead = شكرًا لك. ستجري مراجعة النموذج، ولا يلزمك فعل شيء آخر.
public-form-keep-this = احتفظ بهذا الرقم المرجعي إن أردت السؤال عنه لاحقًا.
public-form-another = املأ نموذجًا آخر
public-form-recipient = يُرسل هذا النموذج إلى
