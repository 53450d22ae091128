# تدقيقات محدودة الخطر وعدّ سريع.
nav-audits = التدقيقات
audits-title = تدقيق الأوراق والعدّ السريع
audits-lead = { $n ->
    [zero] لا يوجد بعد أي تدقيق في السجل. وحين يوجد يُشتق مجلده من جديد من الملفات وحدها، ويستطيع أي شخص أن يفعل ذلك أيضًا.
    [one] تدقيق واحد: هل تؤيد الأوراق النتيجة المعلنة؟ يستطيع أي شخص أن يحسب الجواب من جديد.
    [two] تدقيقان: هل تؤيد الأوراق النتائج المعلنة؟ يستطيع أي شخص أن يحسب كل جواب من جديد.
    [few] { $n } تدقيقات: هل تؤيد الأوراق النتائج المعلنة؟ يستطيع أي شخص أن يحسب كل جواب من جديد.
   *[other] { $n } تدقيقًا: هل تؤيد الأوراق النتائج المعلنة؟ يستطيع أي شخص أن يحسب كل جواب من جديد.
}
audits-caption = التدقيقات، الأحدث أولًا
audits-counts-caption = العدّ السريع
audits-audit = التدقيق
audits-contest = السباق
audits-contests = السباقات
audits-limit = حد الخطر
audits-risk = الخطر حتى الآن
audits-state = الحال
audits-states = الحالات المنشورة
audits-meaning = يقارن التدقيق عينة عشوائية من الأوراق بالنتيجة. والخطر هو أكبر احتمال لأن تمر نتيجة خاطئة دون أن تُلاحظ. ولا معنى للتدقيق إلا على أوراق حُفظت حفظًا سليمًا.
audit-state-confirmed = مؤكد
audit-state-open = لم يؤكد بعد
audit-state-full_count = يلزم عدّ يدوي كامل
audit-state-not_auditable = لا يمكن تدقيقه: عدّ يدوي كامل
audit-state-unmeasured = لم تُقرأ أوراق بعد
audit-state-unverified = ما نُشر لا يثبت
audit-state-unjudged = لم يُحكم عليه بعد
audit-state-unread = الحكم غير متاح
audit-lead-confirmed = كل سباق دُقق مؤكد. ولو كانت نتيجة ما خاطئة فاحتمال أن يفوت ذلك هذا التدقيق لا يتجاوز حد خطرها.
audit-lead-open = لم تؤكد كل السباقات بعد. وهذا لا يقول شيئًا ضد أي نتيجة: ينبغي قراءة مزيد من الأوراق.
audit-lead-full_count = يجب عدّ سباق واحد على الأقل يدويًا بالكامل. وهذا العدّ وحده يقول من فاز.
audit-lead-unmeasured = بدأ التدقيق. لم تُقرأ أوراق ولم يُحكم عليها بعد.
audit-lead-unverified = ما نُشر لا يثبت: ملف واحد على الأقل لا يمكن اشتقاقه من جديد، أو أُعيدت كتابة خطوة. لا تُعرض أي نتيجة على أنها مؤكدة.
audit-lead-unjudged = أحدث حالة في السجل ولم يُحكم عليها بعد.
audit-lead-unread = في السجل حكم على أحدث حالة، لكن وثيقته ليست هنا أو لا تُقرأ: فلا يُعرض منه شيء.
audit-compliance-none = لا يوجد في الملف تدقيق امتثال. لا يبين هذا السجل هل الأوراق كاملة وهل حُفظت سليمة؛ ومن دون ذلك قلّما يعني الخطر أدناه شيئًا.
audit-compliance = أدلة تدقيق الامتثال (سلسلة الحيازة، وحساب الأوراق، ومن يحق له التصويت) موجودة في الملف. ولم يحكم عليها أحد هنا.
audit-compliance-file = الأدلة كما قُدمت
audit-reasons = ما لا يثبت
audit-reasons-note = كل فحص لم ينجح، وموضعه في المجلد، وما وُجد هناك
audit-more-reasons = { $n ->
    [one] وسبب آخر في الحكم.
    [two] وسببان آخران في الحكم.
    [few] و{ $n } أسباب أخرى في الحكم.
   *[other] و{ $n } سببًا آخر في الحكم.
}
audit-fact-contests = السباقات المؤكدة
audit-fact-contests-value = { $n } من { $all }
audit-fact-read = البطاقات المقروءة
audit-fact-read-batches = الحزم المعدودة
audit-fact-read-note = { $n ->
    [one] في جولة واحدة
    [two] في جولتين
    [few] في { $n } جولات
   *[other] في { $n } جولة
}
audit-fact-differences = الفروق التي وُجدت
audit-fact-differences-note = الورق مقابل السجل، كل السباقات
audit-fact-order = الالتزام قبل البذرة
audit-order-proven = نُشر هنا بهذا الترتيب
audit-order-not_proven = لا يبينه هذا السجل
audit-order-no_seed = لا بذرة بعد
audit-order-proven-text = نُشر الالتزام في هذا السجل قبل أن تُنشر البذرة هنا. أما متى سُحبت البذرة فلا يبينه أي سجل؛ ويبينه من سحبها علنًا.
audit-order-not_proven-text = جاء الالتزام إلى هذا السجل مع البذرة أو بعدها، أو سبقه التزام آخر. وأوقات اليومية كلام من كتبها؛ اطلب منهم نشر كل خطوة حين تتم.
audit-order-no_seed-text = لم تُسحب البذرة. ومن يحفظ الآن نسخة من الالتزام يستطيع أن يتحقق لاحقًا من أن شيئًا لم يتغير.
audit-committed-here = نُشر الالتزام هنا
audit-seed-here = نُشرت البذرة هنا
audit-next = ما يلي ذلك
audit-next-ingest = تُستخرج أقوال كل سباق، ثم تُثبَّت السجلات والأقوال في التزام.
audit-next-assert = تُثبَّت السجلات والأقوال في التزام قبل أن يعرف أحد العينة.
audit-next-commit = تُسحب البذرة علنًا، بالنرد مثلًا: عشرون رقمًا لم يكن أحد يستطيع توقعها.
audit-next-seed = تتبع العينة الأولى من البذرة؛ ويستطيع أي شخص أن يسحبها من جديد.
audit-next-sample = تُجلب بطاقات قائمة السحب ويقرأ كل واحدة منها شخصان.
audit-next-record = يُحسب الخطر من القراءات.
audit-next-risk-open = تُسحب جولة أخرى للسباقات التي لم تؤكد: { $names }.
audit-next-risk-full = تُعدّ هذه السباقات يدويًا بالكامل، وذلك العدّ هو الحاسم: { $names }.
audit-next-risk-confirmed = لم يبق ما يُسحب. النتيجة قائمة بالخطر المذكور.
audit-next-unverified = يوضح القائمون على التدقيق ما لا يثبت. وإلى ذلك الحين لا ينبغي الاعتماد على شيء هنا.
audit-rule = القاعدة
audit-rule-plurality = أكثر الأصوات
audit-rule-approval = أكثر الموافقات
audit-rule-scoring = أعلى مجموع نقاط
audit-rule-supermajority = أكثر من حصة محددة
audit-rule-threshold = حصة محددة على الأقل
audit-rule-dhondt = مقاعد للقوائم بطريقة دونت
audit-rule-sainte-lague = مقاعد للقوائم بطريقة سانت لاغي
audit-rule-hamilton = مقاعد للقوائم بأكبر البواقي
audit-rule-irv = بترتيب التفضيل، يخرج الأخير (جولة فورية)
audit-rule-two-round = أغلبية وإلا جولة ثانية
audit-type-comparison = كل بطاقة مقابل سجلها
audit-type-polling = الورق وحده
audit-type-oneaudit = السجلات حيث توجد، وإلا مجاميع المجموعات
audit-type-batch = مجاميع الحزم
audit-contest-line = { $rule }؛ { $type }؛ حد الخطر { $limit }؛ { $cards } بطاقة على الأكثر.
audit-phantoms = { $n ->
    [one] قد توجد بطاقة واحدة بلا سجل؛ وإن سُحبت حُسبت ضد النتيجة.
    [two] قد توجد بطاقتان بلا سجل؛ وإن سُحبتا حُسبتا ضد النتيجة.
    [few] قد توجد { $n } بطاقات بلا سجل؛ وإن سُحبت حُسبت ضد النتيجة.
   *[other] قد توجد { $n } بطاقة بلا سجل؛ وإن سُحبت حُسبت ضد النتيجة.
}
audit-reported = النتيجة كما أُعلنت
audit-candidate = المرشح أو القائمة
audit-votes = الأصوات
audit-seats = المقاعد
audit-wins = يفوز
audit-risk-title = الخطر بعد كل جولة
audit-risk-chart = الخطر بعد كل جولة مقابل الحد { $limit }
audit-round = الجولة
audit-drawn = المسحوبة
audit-sampled = البطاقات حتى الآن
audit-phantoms-drawn = بلا سجل
audit-read = قُرئت أو بُحث عنها
audit-assertions = ما يجب أن يصح في الورق
audit-assertions-note = النتيجة صحيحة إن صحت كل جملة في الورق. وp هو خطر هذه الجملة وحدها.
audit-assertion = الجملة
audit-p = p
audit-over_two = زيادة باثنين
audit-over_one = زيادة بواحد
audit-under_one = نقص بواحد
audit-under_two = نقص باثنين
audit-other = غير ذلك
audit-says-plurality = { $w } له أصوات أكثر من { $l }.
audit-says-scoring = { $w } له مجموع نقاط أعلى من { $l }.
audit-says-above = { $w } له أكثر من { $share } من الأصوات الصحيحة.
audit-says-below = { $l } له أقل من { $share } من الأصوات الصحيحة.
audit-says-average = { $w } يحتفظ بمقعده الأخير أمام { $l }: أصوات { $w } مقسومة على { $a } أكثر من أصوات { $l } مقسومة على { $b }.
audit-says-remainder = { $w } يحتفظ بمقعده الأخير أمام { $l }، وباقيه أصغر من أن يكفي.
audit-says-neb = لا يمكن أن يخرج { $w } من العدّ قبل { $l }: البطاقات التي تضع { $w } أولًا أكثر من التي تقدّم { $l } عليه.
audit-says-nen = حين لا يبقى في العدّ إلا { $left }، يكون لـ{ $w } أصوات أكثر من { $l }.
audit-endings = لماذا لا يمكن أن يكون غيره قد فاز
audit-endings-note = محكيًّا من النهاية: كل نهاية أخرى للعدّ، إلى أن تستبعدها جملة مما سبق.
audit-tree = النهايات الأخرى على شكل شجرة: ينتهي كل فرع مشطوباً حيث يستبعده تأكيد، وتقول القائمة أدناه أيّ تأكيد
audit-tree-wins = كان سيفوز
audit-tree-before = آخر من خرج قبله
audit-ending-wins = يفوز { $name }.
audit-ending-before = وقبل ذلك مباشرة يخرج { $name }.
audit-ending-out = مستبعد:
audit-differences = حيث يختلف الورق عن السجل
audit-differences-none = لا تختلف أي بطاقة قورنت بسجل خاص بها عنه.
audit-differences-not-compared = لم يُقارن الورق بالسجلات بطاقة بطاقة: ففي التدقيق بالحزم أو بالورق وحده أو بالمجموعات لا سجل خاص لأي بطاقة. وما قاله الورق داخل في الخطر.
audit-differences-note = كما هو مكتوب في الملفات: - لا صوت صحيح، > تفصل بين المراتب، والفراغ يعني أن السباق ليس على البطاقة
audit-card = البطاقة
audit-record = يقول السجل
audit-paper = يقول الورق
audit-paper-not_found = لم توجد
audit-paper-unreadable = لا تُقرأ
audit-whole-card = البطاقة كلها
audit-order-title = ما ثُبِّت قبل أن تُعرف العينة
audit-committed = الالتزام
audit-root = جذر كل البطاقات
audit-cards-committed = البطاقات
audit-seed = البذرة
audit-seed-time = سحب البذرة
audit-witnesses = الشهود المذكورون في الملف
audit-by-log = (الوقت في اليومية)
audit-rounds = الجولات والعينة
audit-pull = قائمة السحب: أي بطاقة في أي مكان
audit-pull-title = قائمة السحب
audit-pull-lead = { $n ->
    [zero] لم يُسحب شيء بعد.
    [one] بطاقة أو حزمة واحدة تُجلب، بحسب مكان الحفظ. لا تذكر القائمة إلا الأماكن.
    [two] بطاقتان أو حزمتان تُجلبان، بحسب مكان الحفظ. لا تذكر القائمة إلا الأماكن.
    [few] { $n } بطاقات أو حزم تُجلب، بحسب مكان الحفظ. لا تذكر القائمة إلا الأماكن.
   *[other] { $n } بطاقة أو حزمة تُجلب، بحسب مكان الحفظ. لا تذكر القائمة إلا الأماكن.
}
audit-place = مكان الحفظ
audit-place-none = المكان غير مذكور في البيان
audit-batch = الحزمة
audit-position = الموضع
audit-checked = ما الذي فُحص
audit-check = الفحص
audit-outcome = النتيجة
audit-outcome-passed = يثبت
audit-outcome-failed = لا يثبت
audit-outcome-not_applicable = لم يحن بعد
audit-outcome-not_reached = لم يُبلغ
audit-check-RLA-V-CHAIN = هل تسمي كل خطوة في اليومية التي قبلها؟
audit-check-RLA-V-TIME = هل تتتابع الخطوات وقتًا وترتيبًا؟
audit-check-RLA-V-FILE = هل كل ملف هو ما تذكره خطوته؟
audit-check-RLA-V-HEAD = هل الرأس هو المنشور في مكان آخر؟
audit-check-RLA-V-COMMIT = هل يطابق الالتزام السجلات والأقوال؟
audit-check-RLA-V-MANIFEST = هل السجلات ليست أكثر من بطاقات البيان؟
audit-check-RLA-V-CENSUS = هل تتبع المجاميع من السجلات؟
audit-check-RLA-V-ASSERT = هل تتبع الأقوال، وهل تكفي؟
audit-check-RLA-V-SEED = هل البذرة سليمة الشكل وتسمي هذا الالتزام؟
audit-check-RLA-V-SAMPLE = هل تتبع كل عينة من البذرة؟
audit-check-RLA-V-MVR = هل لكل بطاقة مسحوبة قراءة واحدة، ولا قراءة لغيرها؟
audit-check-RLA-V-RISK = هل يتبع كل خطر من القراءات؟
audit-check-RLA-V-EXTENDS = هل تحفظ هذه الحالة كل خطوة من كل الحالات التي قبلها؟
audit-check-RLA-Q-DESIGN = هل التصميم والمراكز هي التي نُشرت أولًا؟
audit-check-RLA-Q-RETURNS = هل بقي كل محضر نُشر كما كان؟
audit-stage-ingest = أُخذت السجلات
audit-stage-assert = استُخرجت الأقوال
audit-stage-commit = تم الالتزام
audit-stage-seed = سُحبت البذرة
audit-stage-sample = سُحبت العينة
audit-stage-record = قُرئ الورق
audit-stage-risk = حُسب الخطر
audit-states-title = الحالات في السجل
audit-states-note = يجب أن تحفظ كل حالة كل خطوة من كل الحالات التي قبلها. وهكذا لا يتغير ما ثُبِّت دون أن يُرى.
audit-stage = آخر خطوة
audit-files = ملفات أحدث حالة
audit-file = الملف
audit-size = الحجم
audit-verdict-file = الحكم بصيغة JSON
audit-verify-title = تحقق بنفسك
audit-verify = احفظ الملفات أدناه بأسمائها في مجلد واحد وشغّل هذا الأمر؛ فهو يشتق كل شيء من جديد ولا يحتاج إلى خادم. ويبين الرأس أن أحدًا لم يعطك يومية أخرى.
audit-verify-record = أو تحقق من السجل كله:
count-lead-lead = يتقدم { $first } على { $second }. المجال وأسوأ الأحوال كلاهما يستبعد التعادل.
count-lead-too_close = لا تستطيع العينة أن تقول من يتقدم؛ ولا يجوز أن يُسمى أحد فائزًا.
count-lead-waiting = سُحبت العينة. لم يصل أي محضر بعد.
count-lead-unverified = ما نُشر لا يثبت؛ لا يُعرض أي تقدير.
count-lead-unjudged = أحدث حالة في السجل ولم يُحكم عليها بعد.
count-lead-unread = في السجل حكم على أحدث حالة، لكن وثيقته ليست هنا أو لا تُقرأ: فلا يُعرض منه شيء.
count-state-lead = يوجد تقدم
count-state-too_close = متقارب جدًا
count-state-waiting = بانتظار المحاضر
count-state-unverified = ما نُشر لا يثبت
count-state-unjudged = لم يُحكم عليه بعد
count-state-unread = الحكم غير متاح
count-note = يقدّر العدّ السريع من عينة عشوائية من مراكز الاقتراع. وهو ليس نتيجة.
count-fact-received = المراكز التي أبلغت
count-fact-received-value = { $n } من { $all }
count-fact-stations = { $n ->
    [one] مركز اقتراع واحد في المجموع
    [two] مركزا اقتراع في المجموع
    [few] { $n } مراكز اقتراع في المجموع
   *[other] { $n } مركز اقتراع في المجموع
}
count-fact-turnout = المشاركة
count-fact-difference = الفرق بين الأولين
count-fact-worst = مع المراكز الناقصة في أسوأ أحوالها
count-range = من { $low } إلى { $high }
count-shares = حصص الأصوات الصحيحة
count-share = التقدير
count-interval = المجال
count-bar = المجال كشريط، من { $low } إلى { $high }
count-interval-fixed = أبلغت كل المراكز المسحوبة. المجالات هي مجالات العينة التامة؛ الثقة { $c }.
count-interval-sequence = ما زالت المحاضر تصل. تصح المجالات في كل نظرة مهما تكرر النظر؛ الثقة { $c }.
count-order-proven = نُشر التصميم والمراكز هنا قبل أن يُنشر هنا أول محضر.
count-order-not_proven = لا يبين هذا السجل التصميم والمراكز قبل أول محضر: جاءت معًا، أو كان في الحالة الأولى أكثر من ذلك.
count-order-no_returns = لم يصل أي محضر؛ والمراكز المسحوبة في السجل.
count-design-here = نُشر التصميم هنا
count-returns-here = نُشر أول محضر هنا
count-strata = الطبقات
count-stratum = الطبقة
count-stations = المراكز
count-drawn = المسحوبة
count-received = أبلغت
count-sample = المراكز المسحوبة
count-station = المركز
count-came = أبلغ
count-missing = ناقص
count-verify = احفظ الملفات أدناه بأسمائها في مجلد واحد وشغّل هذه الأوامر.
method-audits = التدقيقات والعدّ السريع
method-audits-note = الورق مقابل النتيجة المعلنة؛ والمراكز مقابل المجموع.
home-audits-title = هل تؤيد الأوراق النتيجة؟
home-audits = { $n ->
    [one] تدقيق أو عدّ سريع واحد في السجل، مع عينته وفروقه وخطره.
    [two] تدقيقان أو عدّان سريعان في السجل، مع العينات والفروق والأخطار.
    [few] { $n } تدقيقات وعدّ سريع في السجل، مع العينات والفروق والأخطار.
   *[other] { $n } تدقيقًا وعدًّا سريعًا في السجل، مع العينات والفروق والأخطار.
}
kind-rla-audit = حالة تدقيق
kind-rla-quickcount = حالة عدّ سريع
kind-rla-finding = حكم على تدقيق أو عدّ سريع
