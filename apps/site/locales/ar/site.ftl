# الإطار والقوائم والأخطاء.
skip = انتقل إلى المحتوى
language-offer = هذه الصفحة بالعربية
nav-main = الرئيسية
nav-languages = اللغات
nav-crumbs = موضعك في الموقع
nav-contracts = العقود
nav-buyers = المشترون
nav-vendors = المورّدون
nav-record = السجل
nav-method = المنهج
nav-verify = تحقّق بنفسك
nav-imports = عمليات الاستيراد ومشكلاتها
nav-api = واجهة للبرامج
footer-principle = تقول النتائج ما تُظهره الأدلة المنشورة في التاريخ المذكور. ولا يُحسب غياب الدليل التزامًا أبدًا.

error-not-found = لا شيء في هذا العنوان
error-not-found-text = لا يحوي السجل شيئًا بهذا المعرّف. قد يكون مكتوبًا خطأً، أو لم يُنشر قط.
error-too-many = طلبات كثيرة من عنوانك
error-too-many-text = لكي يتمكّن الجميع من القراءة، لا يُسمح لكل عنوان إلا بعدد محدود من الطلبات. انتظر بضع ثوانٍ ثم أعد تحميل الصفحة؛ وإن أردت البيانات كلها دفعة واحدة فخذ نسخة السجل.
error-unavailable = تتعذّر قراءة السجل الآن
error-unavailable-text = لم يضِع شيء. أعد تحميل الصفحة بعد قليل؛ وإن بقي الأمر كذلك فأخبر مشغّل هذا الموقع.
error-broken = تعطّلت هذه الصفحة
error-broken-text = تعطّل جزء من هذا البرنامج، وما كان ينبغي أن يحدث ذلك؛ وقد دُوِّن للمشغّل. لا يتغيّر به شيء في السجل، وبقية الصفحات ما زالت تجيب.
error-too-large = أُرسل أكثر مما يجوز
error-too-large-text = هذا الموقع للقراءة فقط ولا يستقبل ملفات. ما يُراد وضعه في السجل يُرسل إلى مشغّله.
error-too-long = هذا العنوان أطول مما يجوز
error-too-long-text = لا صفحة هنا لها عنوان بهذا الطول. ابحث بكلمات أقل أو ابدأ من قائمة.
error-method = هذا العنوان للقراءة فقط
error-method-text = لا يستطيع أحد أن يغيّر شيئًا عبر هذا الموقع. افتح الصفحة بالطريقة المعتادة.
error-way-list = جميع العقود
error-way-record = السجل
error-way-home = صفحة البداية

search-label = ابحث في جميع العقود
search-name = ابحث بالاسم
search-hint = كلمات من العناوين والأسماء والمعرّفات؛ لا أثر للتشكيل ولا لحالة الأحرف.
search-button = ابحث
filters = ضيّق القائمة
filters-apply = اعرض
filters-clear = أزل جميع المرشِّحات
filters-active = المرشِّحات المفعّلة
filter-any = الكل
filter-remove = أزل المرشِّح
filter-flag = الإشارة
filter-clause = البند
filter-year = السنة
filter-method = طريقة الشراء
pager = الصفحات
pager-previous = السابقة
pager-next = التالية
pager-newer = الأحدث
pager-older = الأقدم
pager-position = الصفحة { $page } من { $pages }
take-all = خذ جميع صفوف هذه القائمة:
take-page = هذه الصفحة كبيانات:
as-table = الشيء نفسه في جدول
and-more = { $n ->
    [one] وواحد آخر
    [two] واثنان آخران
    [few] و{ $n } أخرى
   *[other] و{ $n } أخرى
}
yes = نعم
no = لا
not-published = لم يُنشر
not-known = غير معروف
no-title = بلا عنوان
natural-person = شخص طبيعي (الاسم محجوب)
undated = بلا تاريخ
millions = { $n } مليون
thousands = { $n } ألف

empty-title = لم يُعثر على شيء
empty-searched = لا عقد في السجل يطابق كل هذا: { $what }.
empty-record = لم يوضع شيء في هذا السجل بعد.
empty-try = ما يمكنك أن تجرّبه:
empty-without = من دون { $what }
empty-all = اعرض الكل

column-process = العملية
column-processes = العمليات
column-buyer = المشتري
column-supplier = المورّد
column-date = التاريخ
column-amount = المبلغ المُرسى
column-signals = ما يُسأل عنه
column-event = ماذا
column-concerns = يخصّ
column-award = الترسية
column-contract = العقد
column-contract-text = نص العقد
column-status = الحالة
column-period = المدة
column-first-value = القيمة الأولى
column-last-value = القيمة الأخيرة
column-amendments = التعديلات
column-organisation = الجهة
column-roles = الأدوار
column-country = البلد
column-id = المعرّف
column-signal = الإشارة
column-why = السبب
column-figure = الرقم
column-evidence = الأدلة
column-verdict = الحكم
column-pages = الصفحات
column-clause = البند
column-says = ما يقوله العقد
column-annex = الملحق
column-referenced = مذكور
column-attached = مرفق
column-entry = القيد
column-kind = النوع
column-document = الوثيقة
column-proof = البرهان
column-time = الوقت
column-key = وقّعه
column-statement = البيان
column-refers = يشير إلى
column-share = الحصة
column-basis = يستند إلى
column-incumbency = ترسيات متتالية
column-counterparts = يتعامل مع
column-measure = المقياس
column-pledge = التعهّد
column-framework = الإطار
column-election = الانتخاب
column-score = الدرجة
column-reply = الرد
column-import = الاستيراد
column-how-many = العدد

home-title = من يبيع تكنولوجيا الانتخابات، وبأي شروط؟
home-lead = في هذا السجل { $processes ->
    [one] عملية تعاقد واحدة
    [two] عمليتا تعاقد
    [few] { $processes } عمليات تعاقد
    [many] { $processes } عملية تعاقد
   *[other] { $processes } عملية تعاقد
}: ما اشتراه المشترون (وعددهم { $buyers }) من المورّدين (وعددهم { $vendors }). { $asked ->
    [0] لم يوجد فيما أمكن تقييمه ما يُسأل عنه.
   *[other] عدد ما يحمل منها إشارة يُسأل عنها: { $asked }.
} يُحسب كل رقم بشيفرة مفتوحة من أدلة موقّعة، ويستطيع أي شخص أن يحسبه من جديد.
home-lead-empty = هذا سجل جديد. حالما تُستورد بيانات التعاقد يمكن أن يُقرأ هنا كل عقد وإشاراته وبنوده.
home-fact-processes = عمليات التعاقد
home-fact-imports = { $n ->
    [one] من عملية استيراد واحدة
    [two] من عمليتي استيراد
    [few] من { $n } عمليات استيراد
   *[other] من { $n } عملية استيراد
}
home-fact-buyers = المشترون
home-fact-vendors = المورّدون
home-fact-contracts = نصوص العقود
home-fact-contracts-note = منشورة مع عمليتها
home-fact-entries = القيود في السجل
witnesses = { $n ->
    [0] لا شاهد من الخارج بعد
    [one] شارك في التوقيع شاهد واحد
    [two] شارك في التوقيع شاهدان
    [few] شارك في التوقيع { $n } شهود
   *[other] شارك في التوقيع { $n } شاهدًا
}
home-empty-title = لا شيء يُعرض بعد
home-empty = ضع في السجل بيانات تعاقد بصيغة التعاقد المفتوح بهذا الأمر؛ ما لا يمكن قراءته يُدرج في قائمة، ولا يُسقط شيء في صمت.
home-ask-title = أكثر ما يُسأل عنه
home-ask-caption = العمليات الخمس ذات الإشارات الأكثر
home-ask-all = جميع العمليات، الأكثر إشارات أولًا
home-checks-title = إلى أي مدى تصل الفحوص
home-checks = لا يمكن إجراء فحص إلا حيث نُشرت البيانات التي يحتاج إليها. وحيث لم تُنشر فالجواب «غير معروف»، ولا يُحسب أبدًا «لم يُعثر على شيء».
home-how-title = كيف تقرأ هذا
home-how-1 = ابدأ من عقد
home-how-1-text = تقول صفحته في جملتين ما الذي اشتُري وما الذي يُسأل عنه، ثم تعرض كل رقم مع ما يستند إليه.
home-how-2 = اتبع الأدلة
home-how-2-text = يقود كل رقم إلى الوثيقة المنشورة وإلى القيد الذي دُوّن فيه ووُقّع.
home-how-3 = تحقّق بنفسك
home-how-3-text = برنامج صغير مستقل يحسب كل شيء من جديد من نسخة من السجل. لا يثق بأحد، ولا بهذا الموقع.

list-title = العقود
list-lead = { $n ->
    [one] في السجل عملية تعاقد واحدة.
    [two] في السجل عمليتا تعاقد.
    [few] في السجل { $n } عمليات تعاقد.
   *[other] في السجل { $n } عملية تعاقد.
} ابحث فيها، أو ضيّق القائمة، أو رتّبها بحسب عمود؛ عنوان هذه الصفحة يحفظ دائمًا ما تراه.
list-lead-found = { $n ->
    [0] لا عملية تعاقد مطابقة.
    [one] عملية تعاقد واحدة مطابقة.
    [two] عمليتا تعاقد مطابقتان.
    [few] { $n } عمليات تعاقد مطابقة.
   *[other] { $n } عملية تعاقد مطابقة.
} عنوان هذه الصفحة يحفظ بحثك، فيمكن الاستشهاد به.
list-lead-none = لا عملية تعاقد في السجل بعد.
list-caption = { $n ->
    [one] عملية واحدة
    [two] عمليتان، المعروض من { $from } إلى { $to }
    [few] { $n } عمليات، المعروض من { $from } إلى { $to }
   *[other] { $n } عملية، المعروض من { $from } إلى { $to }
}
list-coverage-title = أي التنبيهات يمكن تقييمها
list-coverage = كم عملية توفّرت فيها البيانات التي يحتاج إليها كل تنبيه. حيث تنقص البيانات لا يمكن قول شيء لا في هذا الاتجاه ولا في ذاك.
no-award-yet = لم تُنشر ترسية
awards-without-amount = { $n ->
    [one] ترسية واحدة بلا مبلغ
    [two] ترسيتان بلا مبلغ
    [few] { $n } ترسيات بلا مبلغ
   *[other] { $n } ترسية بلا مبلغ
}
signals-of = { $n ->
    [0] لا شيء؛ أمكن تقييم { $of } من { $all } تنبيهًا
   *[other] أمكن تقييم { $of } من { $all } تنبيهًا
}

coverage-caption = التنبيهات: كم عملية توفّرت فيها بيانات تكفي لجواب
coverage-check = الفحص
coverage-found = ما يُسأل عنه
coverage-assessable = أمكن تقييمه
coverage-not = لم يمكن
coverage-picture = في لمحة
filter-flag-any = إشارة واحدة على الأقل
coverage-bar = أمكن تقييم { $n } من { $all }
coverage-missing = أكثر ما ينقص: { $what }
search-found = الصفحات التي وُجدت:
search-all = جميع الصفحات بالترتيب الأبجدي
search-lead = { $n ->
    [zero] لا توجد صفحات بعد.
    [one] صفحة واحدة: عقود ومؤسسات وتقييمات وانتخابات أحزاب ومناهج. ينظر البحث في العناوين ولا يحتاج إلى خادم.
    [two] صفحتان: عقود ومؤسسات وتقييمات وانتخابات أحزاب ومناهج. ينظر البحث في العناوين ولا يحتاج إلى خادم.
    [few] { $n } صفحات: عقود ومؤسسات وتقييمات وانتخابات أحزاب ومناهج. ينظر البحث في العناوين ولا يحتاج إلى خادم.
   *[other] { $n } صفحة: عقود ومؤسسات وتقييمات وانتخابات أحزاب ومناهج. ينظر البحث في العناوين ولا يحتاج إلى خادم.
}
