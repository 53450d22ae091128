//! The words of the audit report, in the order of [`Language::ALL`]: English, Spanish, French, Portuguese, Arabic.
//! No native speaker has reviewed the translations yet.

use base::Language;

/// A text in five languages.
type Row = (&'static str, [&'static str; 5]);

/// The text with this key: a code of the verifier, or a word of the report. Empty for an unknown key.
pub fn text(key: &str, language: Language) -> &'static str {
    let column = Language::ALL.iter().position(|l| *l == language).unwrap_or(0);
    TEXTS.iter().find(|(k, _)| *k == key).map_or("", |(_, row)| row[column])
}

#[rustfmt::skip]
pub(super) const TEXTS: &[Row] = &[
    ("title", ["Audit report", "Informe de auditoría", "Rapport d’audit", "Relatório de auditoria", "تقرير التدقيق"]),
    ("not_public", [
        "This is not a system for public elections. It gives no protection against coercion or vote buying, and none against a corrupted device of a voter.",
        "Este no es un sistema para elecciones públicas. No protege contra la coacción ni la compra de votos, ni contra un dispositivo manipulado del votante.",
        "Ce n’est pas un système pour des élections publiques. Il ne protège ni contre la contrainte ou l’achat de votes, ni contre un appareil corrompu de l’électeur.",
        "Este não é um sistema para eleições públicas. Não protege contra coação ou compra de votos, nem contra um dispositivo corrompido do eleitor.",
        "هذا ليس نظامًا للانتخابات العامة. فهو لا يحمي من الإكراه أو شراء الأصوات، ولا من جهاز ناخب مخترَق."]),
    ("accepted", ["Accepted: every check that could be made holds.", "Aceptado: se cumplen todas las comprobaciones posibles.", "Accepté : toutes les vérifications possibles sont satisfaites.", "Aceite: todas as verificações possíveis se cumprem.", "مقبول: كل ما أمكن فحصه صحيح."]),
    ("incomplete", ["Accepted so far: the election has no result yet.", "Aceptado hasta ahora: la elección aún no tiene resultado.", "Accepté jusqu’ici : l’élection n’a pas encore de résultat.", "Aceite até agora: a eleição ainda não tem resultado.", "مقبول حتى الآن: لا توجد نتيجة بعد."]),
    ("rejected", ["REJECTED: do not rely on this board.", "RECHAZADO: no se fíe de este tablero.", "REJETÉ : ne vous fiez pas à cette urne.", "REJEITADO: não confie neste quadro.", "مرفوض: لا تعتمد على هذه اللوحة."]),
    ("asked", ["What was asked", "Qué se preguntó", "Ce qui a été demandé", "O que foi perguntado", "ما الذي سُئل عنه"]),
    ("question", ["Question", "Pregunta", "Question", "Pergunta", "السؤال"]),
    ("answer", ["Answer", "Respuesta", "Réponse", "Resposta", "الجواب"]),
    ("blank", ["Blank vote", "Voto en blanco", "Vote blanc", "Voto em branco", "صوت أبيض"]),
    ("votes", ["Votes", "Votos", "Voix", "Votos", "الأصوات"]),
    ("keys", ["Who held which key", "Quién tenía qué clave", "Qui détenait quelle clé", "Quem tinha que chave", "من كان يحمل أي مفتاح"]),
    ("trustee", ["Trustee", "Depositario", "Dépositaire", "Depositário", "الأمين"]),
    ("name", ["Name", "Nombre", "Nom", "Nome", "الاسم"]),
    ("fingerprint", ["Fingerprint of the key", "Huella de la clave", "Empreinte de la clé", "Impressão digital da chave", "بصمة المفتاح"]),
    ("role", ["Needed", "Necesario", "Nécessaire", "Necessário", "ضروري"]),
    ("mandatory", ["always", "siempre", "toujours", "sempre", "دائمًا"]),
    ("threshold", ["{k} of {n}", "{k} de {n}", "{k} sur {n}", "{k} de {n}", "{k} من {n}"]),
    ("none", ["not published", "no publicado", "non publié", "não publicado", "غير منشور"]),
    ("setup", ["How it was set up", "Cómo se preparó", "Comment elle a été préparée", "Como foi preparada", "كيف أُعدّ الانتخاب"]),
    ("setup_log", ["Log of the set-up", "Registro de la preparación", "Journal de la préparation", "Registo da preparação", "سجل الإعداد"]),
    ("setup_audited", ["Audited set-up: administrator, credential authority and each trustee signed for what they made, each with a key of its own.", "Preparación auditada: la administración, la autoridad de credenciales y cada depositario firmaron lo que hicieron, cada uno con su propia clave.", "Préparation auditée : l’administration, l’autorité des codes et chaque dépositaire ont signé ce qu’ils ont fait, chacun avec sa propre clé.", "Preparação auditada: a administração, a autoridade de credenciais e cada depositário assinaram o que fizeram, cada um com a sua própria chave.", "إعداد مدقَّق: وقّعت الإدارة وجهة الاعتماد وكل أمين على ما صنعوه، كلٌّ بمفتاحه."]),
    ("setup_not", ["NOT an audited set-up: the log given for it does not hold.", "La preparación NO está auditada: el registro presentado no se sostiene.", "La préparation n’est PAS auditée : le journal présenté ne tient pas.", "A preparação NÃO está auditada: o registo apresentado não se sustenta.", "الإعداد غير مدقَّق: السجل المقدَّم له غير صحيح."]),
    ("setup_without", ["Without a log of its set-up: who made the voting codes and the keys is stated by nobody’s signature.", "Sin registro de su preparación: ninguna firma dice quién hizo las credenciales y las claves.", "Sans journal de sa préparation : aucune signature ne dit qui a fait les codes de vote et les clés.", "Sem registo da sua preparação: nenhuma assinatura diz quem fez as credenciais e as chaves.", "بلا سجل لإعداده: لا يوجد توقيع يبيّن من صنع أرقام الاعتماد والمفاتيح."]),
    ("setup_note", ["Different keys signed. That different persons hold them, no log can show: ask each of them whether the key is theirs.", "Firmaron claves distintas. Que las tengan personas distintas no lo puede mostrar ningún registro: pregunte a cada una si la clave es suya.", "Des clés différentes ont signé. Qu’elles soient à des personnes différentes, aucun journal ne peut le montrer : demandez à chacune si la clé est la sienne.", "Assinaram chaves diferentes. Que pertençam a pessoas diferentes, nenhum registo o pode mostrar: pergunte a cada uma se a chave é sua.", "وقّعت مفاتيح مختلفة. أما أنها بأيدي أشخاص مختلفين فلا يُظهره أي سجل: اسأل كلًّا منهم هل المفتاح له."]),
    ("rehearsed", ["Trustees who rehearsed a decryption before the vote opened: {n}", "Depositarios que ensayaron un descifrado antes de abrirse la votación: {n}", "Dépositaires qui ont répété un déchiffrement avant l’ouverture du vote : {n}", "Depositários que ensaiaram uma decifragem antes da abertura da votação: {n}", "الأمناء الذين جرّبوا فك التشفير قبل فتح التصويت: {n}"]),
    ("signers", ["Who signed for the set-up", "Quién firmó la preparación", "Qui a signé la préparation", "Quem assinou a preparação", "من وقّع على الإعداد"]),
    ("signer_role", ["Signed as", "Firmó como", "A signé comme", "Assinou como", "وقّع بصفة"]),
    ("administrator", ["Administrator", "Administración", "Administration", "Administração", "الإدارة"]),
    ("credential_authority", ["Credential authority", "Autoridad de credenciales", "Autorité des codes", "Autoridade de credenciais", "جهة الاعتماد"]),
    ("checked", ["What was checked", "Qué se comprobó", "Ce qui a été vérifié", "O que foi verificado", "ما الذي فُحص"]),
    ("check", ["Check", "Comprobación", "Vérification", "Verificação", "الفحص"]),
    ("outcome", ["Outcome", "Resultado", "Issue", "Resultado", "النتيجة"]),
    ("items", ["Items", "Elementos", "Éléments", "Itens", "العناصر"]),
    ("passed", ["holds", "se cumple", "satisfait", "cumpre-se", "صحيح"]),
    ("failed", ["DOES NOT HOLD", "NO SE CUMPLE", "NON SATISFAIT", "NÃO SE CUMPRE", "غير صحيح"]),
    ("not_reached", ["could not be checked", "no se pudo comprobar", "n’a pas pu être vérifié", "não pôde ser verificado", "تعذر فحصه"]),
    ("not_applicable", ["does not apply", "no procede", "sans objet", "não se aplica", "لا ينطبق"]),
    ("reasons", ["Why it is rejected", "Por qué se rechaza", "Pourquoi elle est rejetée", "Porque é rejeitado", "أسباب الرفض"]),
    ("place", ["Place", "Lugar", "Endroit", "Lugar", "الموضع"]),
    ("found", ["What was found", "Qué se encontró", "Ce qui a été trouvé", "O que foi encontrado", "ما وُجد"]),
    ("numbers", ["Numbers", "Cifras", "Chiffres", "Números", "الأرقام"]),
    ("credentials", ["Credentials", "Credenciales", "Codes de vote", "Credenciais", "أرقام الاعتماد"]),
    ("ballots", ["Ballots on the board", "Papeletas en el tablero", "Bulletins dans l’urne", "Boletins no quadro", "الأوراق على اللوحة"]),
    ("revotes", ["Replaced by a later ballot", "Sustituidas por otra posterior", "Remplacés par un bulletin ultérieur", "Substituídos por um posterior", "استُبدلت بورقة لاحقة"]),
    ("counted", ["Ballots that count", "Papeletas que cuentan", "Bulletins comptés", "Boletins que contam", "الأوراق المحتسبة"]),
    ("weight", ["Their weight", "Su peso", "Leur poids", "O seu peso", "وزنها"]),
    ("participation", ["Participation", "Participación", "Participation", "Participação", "المشاركة"]),
    ("result", ["Result", "Resultado", "Résultat", "Resultado", "النتيجة"]),
    ("no_result", ["No result is shown: none is published, or the board is rejected.", "No se muestra resultado: no está publicado o el tablero se rechaza.", "Aucun résultat n’est montré : aucun n’est publié, ou l’urne est rejetée.", "Não se mostra resultado: não está publicado ou o quadro é rejeitado.", "لا تُعرض نتيجة: إما أنها لم تُنشر أو أن اللوحة مرفوضة."]),
    ("duels", ["Duels: how many ballots rank the choice of the row above that of the column. The rules of the association say which method decides.", "Duelos: cuántas papeletas prefieren la opción de la fila a la de la columna. Las reglas de la asociación dicen qué método decide.", "Duels : combien de bulletins préfèrent le choix de la ligne à celui de la colonne. Les règles de l’association disent quelle méthode décide.", "Duelos: quantos boletins preferem a opção da linha à da coluna. As regras da associação dizem que método decide.", "المواجهات: عدد الأوراق التي تفضّل خيار الصف على خيار العمود. قواعد الجمعية تحدد طريقة الحسم."]),
    ("levels", ["Order by the Schulze method; choices on one line are tied", "Orden según el método de Schulze; las opciones de una línea empatan", "Ordre selon la méthode de Schulze ; les choix d’une ligne sont à égalité", "Ordem pelo método de Schulze; as opções de uma linha empatam", "الترتيب بطريقة شولتسه؛ الخيارات في سطر واحد متعادلة"]),
    ("small", ["Fewer than 10 ballots: in so small a group a result can show how single persons voted.", "Menos de 10 papeletas: en un grupo tan pequeño el resultado puede revelar votos individuales.", "Moins de 10 bulletins : dans un si petit groupe, le résultat peut révéler des votes individuels.", "Menos de 10 boletins: num grupo tão pequeno o resultado pode revelar votos individuais.", "أقل من 10 أوراق: في مجموعة بهذا الصغر قد تكشف النتيجة أصوات الأفراد."]),
    ("rare", ["Six or more ranked choices: a rare ranking can be recognisable.", "Seis o más opciones ordenadas: un orden raro puede ser reconocible.", "Six choix classés ou plus : un classement rare peut être reconnaissable.", "Seis ou mais opções ordenadas: uma ordem rara pode ser reconhecível.", "ستة خيارات مرتبة أو أكثر: قد يمكن التعرّف على ترتيب نادر."]),
    ("limits", ["What cannot be checked from the archive", "Qué no se puede comprobar con el archivo", "Ce que l’archive ne permet pas de vérifier", "O que o arquivo não permite verificar", "ما لا يمكن فحصه من الأرشيف"]),
    ("limit1", ["that credentials went to the right persons", "que las credenciales llegaron a las personas correctas", "que les codes de vote ont été remis aux bonnes personnes", "que as credenciais chegaram às pessoas certas", "أن أرقام الاعتماد وصلت إلى أصحابها"]),
    ("limit2", ["that the credential authority and the server did not act together", "que la autoridad de credenciales y el servidor no actuaron juntos", "que l’autorité des codes et le serveur n’ont pas agi ensemble", "que a autoridade de credenciais e o servidor não agiram juntos", "أن جهة الاعتماد والخادم لم يتواطآ"]),
    ("limit3", ["what the voter’s device did", "qué hizo el dispositivo del votante", "ce qu’a fait l’appareil de l’électeur", "o que fez o dispositivo do eleitor", "ما فعله جهاز الناخب"]),
    ("limit4", ["that nobody was coerced or paid", "que nadie fue coaccionado ni pagado", "que personne n’a été contraint ou payé", "que ninguém foi coagido ou pago", "أن أحدًا لم يُكرَه أو يُدفع له"]),
    ("limit5", ["ballots removed before the oldest copy held", "papeletas retiradas antes de la copia más antigua conservada", "les bulletins retirés avant la plus ancienne copie conservée", "boletins retirados antes da cópia mais antiga guardada", "الأوراق المحذوفة قبل أقدم نسخة محفوظة"]),
    ("copies", ["Copies compared", "Copias comparadas", "Copies comparées", "Cópias comparadas", "النسخ المقارَنة"]),
    ("no_copy", ["No older copy was given: a ballot that its voter replaced could have been removed without a trace.", "No se dio una copia anterior: una papeleta sustituida pudo retirarse sin dejar rastro.", "Aucune copie antérieure n’a été donnée : un bulletin remplacé a pu être retiré sans trace.", "Não foi dada cópia anterior: um boletim substituído pode ter sido retirado sem rasto.", "لم تُقدَّم نسخة أقدم: ربما حُذفت ورقة مستبدلة دون أثر."]),
    ("extends", ["The board only adds to the older copy.", "El tablero solo añade a la copia anterior.", "L’urne ne fait qu’ajouter à la copie antérieure.", "O quadro só acrescenta à cópia anterior.", "اللوحة تضيف فقط إلى النسخة الأقدم."]),
    ("differs", ["THE BOARD CHANGES what stands in the older copy.", "EL TABLERO CAMBIA lo que consta en la copia anterior.", "L’URNE MODIFIE ce qui figure dans la copie antérieure.", "O QUADRO ALTERA o que consta na cópia anterior.", "اللوحة تغيّر ما في النسخة الأقدم."]),
    ("copy_faulty", ["The older copy itself does not hold: whether the board only adds to it cannot be said.", "La copia anterior misma no se sostiene: no se puede decir si el tablero solo añade a ella.", "La copie antérieure elle-même ne tient pas : on ne peut dire si l’urne ne fait qu’y ajouter.", "A própria cópia anterior não se sustenta: não se pode dizer se o quadro só lhe acrescenta.", "النسخة الأقدم نفسها غير صحيحة: لا يمكن القول هل تضيف اللوحة إليها فقط."]),
    ("hashes", ["Hashes", "Resúmenes criptográficos", "Empreintes", "Resumos criptográficos", "البصمات"]),
    ("time", ["Time of the archive", "Hora del archivo", "Heure de l’archive", "Hora do arquivo", "وقت الأرشيف"]),
    ("ARCHIVE_FORMAT", ["Is the file written exactly as this format is?", "¿Está el archivo escrito exactamente en este formato?", "Le fichier est-il écrit exactement dans ce format ?", "O ficheiro está escrito exatamente neste formato?", "هل كُتب الملف بهذه الصيغة تمامًا؟"]),
    ("HASH_MISMATCH", ["Is every record unchanged and present?", "¿Está cada registro intacto y presente?", "Chaque enregistrement est-il intact et présent ?", "Cada registo está intacto e presente?", "هل كل سجل موجود ولم يتغير؟"]),
    ("EVENT_CHAIN", ["Does every event follow the one before?", "¿Sigue cada evento al anterior?", "Chaque événement suit-il le précédent ?", "Cada evento segue o anterior?", "هل يتبع كل حدث ما قبله؟"]),
    ("EVENT_GRAMMAR", ["Were the steps taken in their order?", "¿Se dieron los pasos en su orden?", "Les étapes ont-elles été faites dans l’ordre ?", "Os passos foram dados pela ordem?", "هل اتُّبعت الخطوات بترتيبها؟"]),
    ("JSON_SCHEMA", ["Has every record the right fields?", "¿Tiene cada registro los campos correctos?", "Chaque enregistrement a-t-il les bons champs ?", "Cada registo tem os campos certos?", "هل لكل سجل حقوله الصحيحة؟"]),
    ("JSON_CANONICAL", ["Is every record written in the one allowed form?", "¿Está cada registro en la única forma permitida?", "Chaque enregistrement est-il dans la seule forme permise ?", "Cada registo está na única forma permitida?", "هل كُتب كل سجل بالشكل الوحيد المسموح؟"]),
    ("NUMBER_ENCODING", ["Is every number in its range?", "¿Está cada número en su rango?", "Chaque nombre est-il dans son intervalle ?", "Cada número está no seu intervalo?", "هل كل عدد ضمن نطاقه؟"]),
    ("GROUP_ELEMENT", ["Is every cryptographic value of the right group?", "¿Pertenece cada valor criptográfico al grupo correcto?", "Chaque valeur cryptographique est-elle du bon groupe ?", "Cada valor criptográfico é do grupo certo?", "هل تنتمي كل قيمة تشفيرية إلى الزمرة الصحيحة؟"]),
    ("ELECTION_PARAMETERS", ["Are the questions and settings allowed?", "¿Son válidas las preguntas y los ajustes?", "Les questions et réglages sont-ils permis ?", "As perguntas e definições são permitidas?", "هل الأسئلة والإعدادات مسموحة؟"]),
    ("CREDENTIALS_LIST", ["Does every credential stand on the list once?", "¿Está cada credencial una sola vez en la lista?", "Chaque code figure-t-il une seule fois dans la liste ?", "Cada credencial está na lista uma só vez?", "هل يرد كل اعتماد في القائمة مرة واحدة؟"]),
    ("TRUSTEE_PROOF", ["Did every trustee prove to hold its key?", "¿Probó cada depositario que tiene su clave?", "Chaque dépositaire a-t-il prouvé détenir sa clé ?", "Cada depositário provou ter a sua chave?", "هل أثبت كل أمين أنه يحمل مفتاحه؟"]),
    ("ELECTION_KEY", ["Is the election key made of these trustees’ keys alone?", "¿Se compone la clave de la elección solo de estas claves?", "La clé de l’élection est-elle faite de ces seules clés ?", "A chave da eleição é feita só destas chaves?", "هل مفتاح الانتخاب مكوّن من مفاتيح هؤلاء الأمناء فقط؟"]),
    ("BALLOT_ELECTION", ["Was every ballot made for this election?", "¿Se hizo cada papeleta para esta elección?", "Chaque bulletin a-t-il été fait pour cette élection ?", "Cada boletim foi feito para esta eleição?", "هل أُعدّت كل ورقة لهذا الانتخاب؟"]),
    ("BALLOT_CREDENTIAL", ["Has every ballot a credential of the list?", "¿Tiene cada papeleta una credencial de la lista?", "Chaque bulletin a-t-il un code de la liste ?", "Cada boletim tem uma credencial da lista?", "هل لكل ورقة اعتماد من القائمة؟"]),
    ("BALLOT_SHAPE", ["Does every ballot answer every question in full?", "¿Responde cada papeleta a todas las preguntas?", "Chaque bulletin répond-il à toutes les questions ?", "Cada boletim responde a todas as perguntas?", "هل تجيب كل ورقة عن كل الأسئلة؟"]),
    ("BALLOT_PROOF", ["Does every ballot prove that its choice is allowed?", "¿Prueba cada papeleta que su elección es válida?", "Chaque bulletin prouve-t-il que son choix est permis ?", "Cada boletim prova que a sua escolha é permitida?", "هل تثبت كل ورقة أن خيارها مسموح؟"]),
    ("BALLOT_SIGNATURE", ["Did the holder of the credential sign every ballot?", "¿Firmó cada papeleta el titular de la credencial?", "Chaque bulletin est-il signé par le détenteur du code ?", "Cada boletim foi assinado pelo titular da credencial?", "هل وقّع صاحب الاعتماد كل ورقة؟"]),
    ("BALLOT_DUPLICATE", ["Does no ballot stand twice?", "¿Ninguna papeleta figura dos veces?", "Aucun bulletin ne figure-t-il deux fois ?", "Nenhum boletim figura duas vezes?", "ألا ترد أي ورقة مرتين؟"]),
    ("ENCRYPTED_TALLY", ["Is the encrypted tally that of exactly these ballots?", "¿Es el recuento cifrado el de exactamente estas papeletas?", "Le décompte chiffré est-il celui de ces bulletins exactement ?", "A contagem cifrada é exatamente a destes boletins?", "هل الحصيلة المشفرة هي لهذه الأوراق تمامًا؟"]),
    ("TALLY_COUNT", ["Is the number of counted ballots right?", "¿Es correcto el número de papeletas contadas?", "Le nombre de bulletins comptés est-il juste ?", "O número de boletins contados está certo?", "هل عدد الأوراق المحتسبة صحيح؟"]),
    ("SHUFFLE_PROOF", ["Did every shuffle keep the ballots as they were?", "¿Conservó cada mezcla las papeletas?", "Chaque mélange a-t-il conservé les bulletins ?", "Cada baralhamento manteve os boletins?", "هل حافظ كل خلط على الأوراق؟"]),
    ("OWNER_INDEX", ["Does every step name its trustee, once?", "¿Nombra cada paso a su depositario una vez?", "Chaque étape nomme-t-elle son dépositaire, une fois ?", "Cada passo nomeia o seu depositário, uma vez?", "هل تسمي كل خطوة أمينها مرة واحدة؟"]),
    ("DECRYPTION_PROOF", ["Was every share made with the trustee’s key?", "¿Se hizo cada parte con la clave del depositario?", "Chaque part a-t-elle été faite avec la clé du dépositaire ?", "Cada parte foi feita com a chave do depositário?", "هل صُنع كل جزء بمفتاح أمينه؟"]),
    ("DECRYPTION_MISSING", ["Are there enough shares?", "¿Hay suficientes partes?", "Y a-t-il assez de parts ?", "Há partes suficientes?", "هل الأجزاء كافية؟"]),
    ("RESULT_MISMATCH", ["Is the result what the shares decrypt?", "¿Es el resultado lo que descifran las partes?", "Le résultat est-il ce que déchiffrent les parts ?", "O resultado é o que as partes decifram?", "هل النتيجة هي ما تفكّه الأجزاء؟"]),
    ("BOARD_NOT_EXTENSION", ["Does the board only add to the older copy?", "¿El tablero solo añade a la copia anterior?", "L’urne ne fait-elle qu’ajouter à la copie antérieure ?", "O quadro só acrescenta à cópia anterior?", "هل تضيف اللوحة فقط إلى النسخة الأقدم؟"]),
    ("SETUP_LOG_FORMAT", ["Can the log of the set-up be read?", "¿Se puede leer el registro de la preparación?", "Le journal de la préparation est-il lisible ?", "O registo da preparação pode ser lido?", "هل يمكن قراءة سجل الإعداد؟"]),
    ("SETUP_LOG_SIGNATURE", ["Is every line of it signed, and none changed since?", "¿Está firmada cada línea y ninguna cambiada después?", "Chaque ligne est-elle signée, et aucune changée depuis ?", "Cada linha está assinada e nenhuma alterada depois?", "هل كل سطر فيه موقَّع ولم يتغير بعدها؟"]),
    ("SETUP_LOG_ROLES", ["Did nobody’s key sign in two roles, or for two trustees?", "¿Ninguna clave firmó en dos funciones o por dos depositarios?", "Aucune clé n’a-t-elle signé dans deux rôles ou pour deux dépositaires ?", "Nenhuma chave assinou em duas funções ou por dois depositários?", "ألم يوقّع أي مفتاح بصفتين أو عن أمينين؟"]),
    ("SETUP_LOG_MISSING", ["Did everybody sign for what they made?", "¿Firmó cada cual lo que hizo?", "Chacun a-t-il signé ce qu’il a fait ?", "Cada um assinou o que fez?", "هل وقّع كلٌّ على ما صنعه؟"]),
    ("SETUP_LOG_BOARD", ["Does the log speak of what stands on this board?", "¿Habla el registro de lo que consta en este tablero?", "Le journal parle-t-il de ce qui figure dans cette urne ?", "O registo fala do que consta neste quadro?", "هل يتحدث السجل عمّا على هذه اللوحة؟"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Code;

    #[test]
    fn every_code_has_its_question_in_five_languages() {
        for code in Code::ALL {
            for language in Language::ALL {
                assert!(!text(code.as_str(), language).is_empty(), "{} {}", code.as_str(), language.code());
            }
        }
        for (key, row) in TEXTS {
            assert!(row.iter().all(|t| !t.is_empty()), "{key}");
            assert_eq!(TEXTS.iter().filter(|(k, _)| k == key).count(), 1, "{key}");
        }
    }
}
