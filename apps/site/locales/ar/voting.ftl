# الانتخابات داخل الأحزاب والجمعيات.
nav-voting = انتخابات الأحزاب
voting-title = الانتخابات داخل الأحزاب والجمعيات
voting-lead = { $n ->
    [zero] لا توجد في السجل بعدُ لوحة لانتخاب كهذا. وحين توجد يُفحص أرشيفها من أول بايت إلى النتيجة، ويستطيع أي شخص إعادة الفحص.
    [one] انتخاب واحد. يفحص الحكم لوحته من أول بايت إلى النتيجة، ويستطيع أي شخص إعادة الفحص.
    [two] انتخابان. يفحص كل حكم لوحةً من أول بايت إلى النتيجة، ويستطيع أي شخص إعادة الفحص.
    [few] { $n } انتخابات. يفحص كل حكم لوحةً من أول بايت إلى النتيجة، ويستطيع أي شخص إعادة الفحص.
   *[other] { $n } انتخابًا. يفحص كل حكم لوحةً من أول بايت إلى النتيجة، ويستطيع أي شخص إعادة الفحص.
}
voting-caption = الانتخابات، الأحدث أولًا
voting-election = الانتخاب
voting-verdict = الحكم
voting-stage = المرحلة
voting-states = الحالات المنشورة
voting-last = آخر إضافة إلى السجل
voting-reviewed = لم يراجع أحد من خارج هذا المشروع البرنامج الذي فحصه.
voting-reasons-note = كل فحص لم يصح، وموضعه في الأرشيف، وما وُجد هناك
voting-more-reasons = { $n ->
    [one] وسبب آخر في التقرير.
    [two] وسببان آخران في التقرير.
    [few] و{ $n } أسباب أخرى في التقرير.
   *[other] و{ $n } سببًا آخر في التقرير.
}
voting-tracker-title = ابحث عن ورقتك
voting-tracker-label = رمز تتبع الورقة
voting-tracker-hint = الأحرف والأرقام الـ 43 التي تسلمتها عند التصويت. لا تقول شيئًا عن خيارك.
voting-tracker-none = ليست على هذه اللوحة
voting-tracker-none-text = لا توجد ورقة بهذا الرمز في أي حالة منشورة هنا. تأكد من أنك نسخته كاملًا. فإن كان كذلك فاحتفظ به واسأل منظمي الانتخاب ومراقبي حزبك.
voting-tracker-means = الورقة الموجودة على اللوحة والمحتسبة احتُسبت كما أُدلي بها. أما ما وضعه جهازك فيها فلا تستطيع اللوحة إظهاره.
voting-share = النسبة
voting-bar = النسبة شريطًا
voting-keys-note = لا يستطيع فك التشفير إلا هؤلاء الأمناء معًا. ومن يحمل ما يكفي من هذه المفاتيح يستطيع فتح أوراق مفردة.
voting-administrator = يدير الانتخاب
voting-authority = أنشأ رموز التصويت
voting-states-title = حالات اللوحة في السجل
voting-states-note = يجب أن تبدأ كل حالة بما قبلها، فلا يمكن حذف ورقة كانت موجودة دون أن يُرى ذلك.
voting-events = الأحداث
voting-download = الملفات
voting-archive = الأرشيف
voting-report = الحكم بصيغة JSON
voting-verify-title = تحقق بنفسك
voting-verify = نزّل الأرشيفات ونفّذ هذه الأوامر؛ لا حاجة إلى خادم ولا حساب. ويقرأ belenios-tool، أول برنامج لهذه الصيغة، الملفات نفسها.
voting-of = { $n } من { $all } من أرقام الاعتماد
voting-shares = { $n ->
    [zero] لا أجزاء لفك التشفير
    [one] جزء واحد لفك التشفير
    [two] جزءان لفك التشفير
    [few] { $n } أجزاء لفك التشفير
   *[other] { $n } جزءًا لفك التشفير
}
voting-trustees = الأمناء
voting-counts = على اللوحة ومحتسبة
voting-replaced = استُبدلت بورقة لاحقة
voting-gone = لم تعد على اللوحة
voting-gone-text = كانت في حالة سابقة ثم حُذفت. احتفظ بهذه الصفحة واسأل منظمي الانتخاب عن السبب.
voting-place = الحدث { $n } من اللوحة.
voting-not-yet = لم تكن بعد
voting-not-yet-text = جاءت لاحقًا.
voting-latest = آخر حالة، { $date }:
voting-earlier = حالة سابقة، { $date }:
board-accepted = مقبول
board-running = مقبول حتى الآن
board-rejected = مرفوض
board-unjudged = لم يُحكم عليه بعد
stage-setup = الإعداد
stage-voting = التصويت
stage-closed = أُغلق
stage-tallied = الحصيلة المشفرة
stage-shuffling = الخلط جارٍ
stage-shuffled = تم الخلط
stage-decrypting = فك التشفير جارٍ
stage-finished = نُشرت النتيجة
method-boards = لوحات الانتخابات
method-boards-note = الانتخابات داخل الأحزاب والجمعيات: يُفحص الأرشيف من أول بايت إلى النتيجة.
kind-voting-archive = لوحة انتخاب
kind-voting-finding = حكم على لوحة
