# Auditorías de límite de riesgo y conteos rápidos.
nav-audits = Auditorías
audits-title = Auditorías del papel y conteos rápidos
audits-lead = { $n ->
    [0] Todavía no consta ninguna auditoría en el registro. Cuando conste una, su carpeta se deriva de nuevo solo a partir de los ficheros, y cualquiera puede hacerlo también.
    [one] { $n } auditoría: ¿respalda el papel el resultado anunciado? Cualquiera puede calcular de nuevo la respuesta.
   *[other] { $n } auditorías: ¿respalda el papel los resultados anunciados? Cualquiera puede calcular de nuevo cada respuesta.
}
audits-caption = Auditorías, la más reciente primero
audits-counts-caption = Conteos rápidos
audits-audit = Auditoría
audits-contest = Elección
audits-contests = Elecciones
audits-limit = Límite de riesgo
audits-risk = Riesgo hasta ahora
audits-state = Estado
audits-states = Estados publicados
audits-meaning = Una auditoría compara una muestra al azar del papel con el resultado. El riesgo es la mayor probabilidad de que un resultado equivocado hubiera pasado sin verse. Una auditoría solo significa algo sobre papel bien guardado.
audit-state-confirmed = Confirmado
audit-state-open = Aún sin confirmar
audit-state-full_count = Hace falta el recuento manual completo
audit-state-not_auditable = No se puede auditar: recuento manual completo
audit-state-unmeasured = Aún no se ha leído papel
audit-state-unverified = Lo publicado no se sostiene
audit-state-unjudged = Aún sin juzgar
audit-lead-confirmed = Todas las elecciones auditadas están confirmadas. Si un resultado fuera equivocado, la probabilidad de que esta auditoría no lo viera es a lo sumo su límite de riesgo.
audit-lead-open = No todas las elecciones están confirmadas aún. Eso no dice nada contra un resultado: hay que leer más papel.
audit-lead-full_count = Al menos una elección debe contarse a mano por completo. Solo ese recuento puede decir quién la ganó.
audit-lead-unmeasured = La auditoría ha empezado. Aún no se ha leído ni juzgado papel.
audit-lead-unverified = Lo publicado no se sostiene: al menos un fichero no se puede derivar de nuevo, o se reescribió un paso. Ningún resultado se muestra como confirmado.
audit-lead-unjudged = El último estado consta en el registro y aún no está juzgado.
audit-compliance-none = No consta ninguna auditoría de cumplimiento. Este registro no muestra si el papel está completo y se guardó bien; sin ella, el riesgo de abajo significa poco.
audit-compliance = Constan pruebas de una auditoría de cumplimiento (cadena de custodia, contabilidad de papeletas, quién puede votar). Nadie las ha juzgado aquí.
audit-compliance-file = Las pruebas tal como se entregaron
audit-reasons = Lo que no se sostiene
audit-reasons-note = Cada comprobación que falló, el lugar en la carpeta y lo que se encontró
audit-more-reasons = { $n ->
    [one] Y { $n } motivo más, en el veredicto.
   *[other] Y { $n } motivos más, en el veredicto.
}
audit-fact-contests = Elecciones confirmadas
audit-fact-contests-value = { $n } de { $all }
audit-fact-read = Papeletas leídas
audit-fact-read-note = { $n ->
    [one] en { $n } ronda
   *[other] en { $n } rondas
}
audit-fact-differences = Diferencias encontradas
audit-fact-differences-note = papel frente a registro, todas las elecciones
audit-fact-order = Compromiso antes de la semilla
audit-order-proven = Publicado aquí en este orden
audit-order-not_proven = Este registro no lo muestra
audit-order-no_seed = Aún sin semilla
audit-order-proven-text = El compromiso se publicó en este registro antes de que se publicara aquí la semilla. Cuándo se sorteó la semilla no puede mostrarlo ningún registro; sí quien la sorteó en público.
audit-order-not_proven-text = El compromiso llegó a este registro junto con la semilla o después, o antes hubo otro compromiso. Las horas del diario son la palabra de quien las escribió; pídales que publiquen cada paso cuando se da.
audit-order-no_seed-text = La semilla no se ha sorteado. Quien guarde ahora una copia del compromiso podrá comprobar después que nada cambió.
audit-committed-here = Compromiso publicado aquí
audit-seed-here = Semilla publicada aquí
audit-next = Qué sigue
audit-next-ingest = Se elaboran las afirmaciones de cada elección; después se fijan registros y afirmaciones en un compromiso.
audit-next-assert = Registros y afirmaciones se fijan en un compromiso antes de que nadie conozca la muestra.
audit-next-commit = La semilla se sortea en público, por ejemplo con dados: veinte cifras que nadie podía prever.
audit-next-seed = La primera muestra se sigue de la semilla; cualquiera puede sacarla de nuevo.
audit-next-sample = Se buscan las papeletas de la lista y dos personas leen cada una.
audit-next-record = El riesgo se calcula a partir de las lecturas.
audit-next-risk-open = Se saca otra ronda para las elecciones sin confirmar: { $names }.
audit-next-risk-full = Estas elecciones se cuentan a mano por completo, y ese recuento decide: { $names }.
audit-next-risk-confirmed = No queda nada por sacar. El resultado se sostiene con el riesgo indicado.
audit-next-unverified = Quienes llevan la auditoría explican lo que no se sostiene. Hasta entonces no hay que fiarse de nada de aquí.
audit-rule = Regla
audit-rule-plurality = más votos
audit-rule-approval = más aprobaciones
audit-rule-scoring = mayor suma de puntos
audit-rule-supermajority = más de una proporción fija
audit-rule-threshold = al menos una proporción fija
audit-rule-dhondt = escaños a listas por D'Hondt
audit-rule-sainte-lague = escaños a listas por Sainte-Laguë
audit-rule-hamilton = escaños a listas por resto mayor
audit-rule-irv = por orden de preferencia, sale el último (segunda vuelta instantánea)
audit-rule-two-round = mayoría o segunda vuelta
audit-type-comparison = cada papeleta frente a su registro
audit-type-polling = solo el papel
audit-type-oneaudit = registros donde los hay, si no totales de grupos
audit-type-batch = totales de lotes
audit-contest-line = { $rule }; { $type }; límite de riesgo { $limit }; a lo sumo { $cards } papeletas.
audit-phantoms = { $n ->
    [one] { $n } papeleta puede existir sin registro; si sale en la muestra cuenta contra el resultado.
   *[other] { $n } papeletas pueden existir sin registro; si salen en la muestra cuentan contra el resultado.
}
audit-reported = Resultado anunciado
audit-candidate = Candidatura o lista
audit-votes = Votos
audit-seats = Escaños
audit-wins = gana
audit-risk-title = Riesgo después de cada ronda
audit-risk-chart = Riesgo después de cada ronda frente al límite de { $limit }
audit-round = Ronda
audit-drawn = Sacadas
audit-sampled = Papeletas hasta ahora
audit-phantoms-drawn = Sin registro
audit-read = Leídas o buscadas
audit-assertions = Qué debe ser cierto del papel
audit-assertions-note = El resultado es correcto si cada frase es cierta del papel. p es el riesgo de esa frase sola.
audit-assertion = Frase
audit-p = p
audit-over_two = De más en dos
audit-over_one = De más en uno
audit-under_one = De menos en uno
audit-under_two = De menos en dos
audit-other = Otras
audit-says-plurality = { $w } tiene más votos que { $l }.
audit-says-scoring = { $w } tiene una suma de puntos mayor que { $l }.
audit-says-above = { $w } tiene más de { $share } de los votos válidos.
audit-says-below = { $l } tiene menos de { $share } de los votos válidos.
audit-says-average = { $w } conserva su último escaño frente a { $l }: los votos de { $w } divididos entre { $a } son más que los de { $l } divididos entre { $b }.
audit-says-remainder = { $w } conserva su último escaño frente a { $l }, cuyo resto es demasiado pequeño.
audit-says-neb = { $w } no puede salir del recuento antes que { $l }: más papeletas ponen primero a { $w } que a { $l } por delante.
audit-says-nen = Cuando solo quedan { $left } en el recuento, { $w } tiene más votos que { $l }.
audit-endings = Por qué nadie más pudo ganar
audit-endings-note = Contado desde el final: cada otro desenlace del recuento, hasta que una frase de arriba lo excluye.
audit-tree = Los otros finales como árbol: cada rama termina, tachada, donde una afirmación la descarta; la lista de abajo dice cuál
audit-tree-wins = ganaría
audit-tree-before = salió justo antes
audit-ending-wins = Gana { $name }.
audit-ending-before = Justo antes sale { $name }.
audit-ending-out = Excluido:
audit-differences = Dónde difieren papel y registro
audit-differences-none = Ninguna papeleta leída hasta ahora difiere de su registro.
audit-differences-note = Como está escrito en los ficheros: - es ningún voto válido, > separa preferencias, vacío significa que la elección no está en la papeleta
audit-card = Papeleta
audit-record = El registro dice
audit-paper = El papel dice
audit-paper-not_found = no encontrada
audit-paper-unreadable = ilegible
audit-whole-card = papeleta entera
audit-order-title = Qué se fijó antes de conocer la muestra
audit-committed = Compromiso
audit-root = Raíz de todas las papeletas
audit-cards-committed = Papeletas
audit-seed = Semilla
audit-seed-time = Sorteo de la semilla
audit-witnesses = Testigos nombrados en el fichero
audit-by-log = (hora del diario)
audit-rounds = Rondas y muestra
audit-pull = Lista de búsqueda: qué papeleta está dónde
audit-pull-title = Lista de búsqueda
audit-pull-lead = { $n ->
    [0] Aún no se ha sacado nada.
    [one] { $n } papeleta o lote que buscar, por lugar de depósito. Solo nombra lugares.
   *[other] { $n } papeletas o lotes que buscar, por lugar de depósito. Solo nombra lugares.
}
audit-place = Lugar de depósito
audit-place-none = lugar no indicado en el manifiesto
audit-batch = Lote
audit-position = Posición
audit-checked = Qué se comprobó
audit-check = Comprobación
audit-outcome = Resultado
audit-outcome-passed = se sostiene
audit-outcome-failed = no se sostiene
audit-outcome-not_applicable = aún no toca
audit-outcome-not_reached = no se llegó a ella
audit-check-RLA-V-CHAIN = ¿Nombra cada paso del diario al anterior?
audit-check-RLA-V-TIME = ¿Se siguen los pasos en hora y orden?
audit-check-RLA-V-FILE = ¿Es cada fichero el que su paso indica?
audit-check-RLA-V-HEAD = ¿Es la cabeza la publicada en otro lugar?
audit-check-RLA-V-COMMIT = ¿Encaja el compromiso con registros y afirmaciones?
audit-check-RLA-V-MANIFEST = ¿No hay más registros que papeletas en el manifiesto?
audit-check-RLA-V-CENSUS = ¿Se siguen los totales de los registros?
audit-check-RLA-V-ASSERT = ¿Se siguen las afirmaciones, y bastan?
audit-check-RLA-V-SEED = ¿Está bien formada la semilla y nombra este compromiso?
audit-check-RLA-V-SAMPLE = ¿Se sigue cada muestra de la semilla?
audit-check-RLA-V-MVR = ¿Hay una lectura de cada papeleta sacada, y ninguna otra?
audit-check-RLA-V-RISK = ¿Se sigue cada riesgo de las lecturas?
audit-check-RLA-V-EXTENDS = ¿Conserva este estado cada paso de todos los anteriores?
audit-check-RLA-Q-DESIGN = ¿Son el diseño y las mesas los que se publicaron primero?
audit-check-RLA-Q-RETURNS = ¿Sigue cada acta publicada como estaba?
audit-stage-ingest = Registros recibidos
audit-stage-assert = Afirmaciones elaboradas
audit-stage-commit = Compromiso hecho
audit-stage-seed = Semilla sorteada
audit-stage-sample = Muestra sacada
audit-stage-record = Papel leído
audit-stage-risk = Riesgo calculado
audit-states-title = Estados en el registro
audit-states-note = Cada estado debe conservar cada paso de todos los anteriores. Así, lo que se fijó no puede cambiar sin que se vea.
audit-stage = Último paso
audit-files = Ficheros del último estado
audit-file = Fichero
audit-size = Tamaño
audit-verdict-file = Veredicto en JSON
audit-verify-title = Compruébelo usted
audit-verify = Guarde los ficheros de abajo con sus nombres en una carpeta y ejecute esta orden; deriva todo de nuevo y no necesita servidor. La cabeza muestra que nadie le dio otro diario.
audit-verify-record = O compruebe el registro entero:
count-lead-lead = { $first } va por delante de { $second }. El intervalo y el peor caso excluyen el empate.
count-lead-too_close = La muestra no puede decir quién va por delante; a nadie se le puede llamar ganador.
count-lead-waiting = La muestra está sacada. Aún no ha llegado ningún acta.
count-lead-unverified = Lo publicado no se sostiene; no se muestra ninguna estimación.
count-lead-unjudged = El último estado consta en el registro y aún no está juzgado.
count-state-lead = Hay ventaja
count-state-too_close = Demasiado ajustado
count-state-waiting = A la espera de actas
count-state-unverified = Lo publicado no se sostiene
count-state-unjudged = Aún sin juzgar
count-note = Un conteo rápido estima a partir de una muestra al azar de mesas electorales. No es un resultado.
count-fact-received = Mesas que informaron
count-fact-received-value = { $n } de { $all }
count-fact-stations = { $n ->
    [one] { $n } mesa electoral en total
   *[other] { $n } mesas electorales en total
}
count-fact-turnout = Participación
count-fact-difference = Diferencia entre los dos primeros
count-fact-worst = Con las mesas que faltan en su peor caso
count-range = { $low } a { $high }
count-shares = Proporciones de los votos válidos
count-share = Estimación
count-interval = Intervalo
count-bar = Intervalo como barra, de { $low } a { $high }
count-interval-fixed = Han informado todas las mesas sacadas. Los intervalos son los de la muestra terminada; confianza { $c }.
count-interval-sequence = Siguen llegando actas. Los intervalos valen en cada mirada, por muchas que se echen; confianza { $c }.
count-order-proven = El diseño y las mesas se publicaron aquí antes de que se publicara aquí la primera acta.
count-order-not_proven = Este registro no muestra el diseño y las mesas antes de la primera acta: llegaron juntos, o el primer estado contenía más.
count-order-no_returns = No ha llegado ningún acta; las mesas sacadas constan en el registro.
count-design-here = Diseño publicado aquí
count-returns-here = Primera acta publicada aquí
count-strata = Estratos
count-stratum = Estrato
count-stations = Mesas
count-drawn = Sacadas
count-received = Informaron
count-sample = Mesas sacadas
count-station = Mesa
count-came = informó
count-missing = falta
count-verify = Guarde los ficheros de abajo con sus nombres en una carpeta y ejecute estas órdenes.
method-audits = Auditorías y conteos rápidos
method-audits-note = El papel frente al resultado anunciado; las mesas frente al conjunto.
home-audits-title = ¿Respalda el papel el resultado?
home-audits = { $n ->
    [one] Consta { $n } auditoría o conteo rápido en el registro, con su muestra, sus diferencias y su riesgo.
   *[other] Constan { $n } auditorías y conteos rápidos en el registro, con sus muestras, diferencias y riesgos.
}
kind-rla-audit = Estado de una auditoría
kind-rla-quickcount = Estado de un conteo rápido
kind-rla-finding = Veredicto sobre una auditoría o un conteo rápido
