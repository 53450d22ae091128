# Procesos, señales, textos de contratos, organizaciones.
signal-note = Una señal es un motivo para preguntar, no la constatación de una falta. El comprador y el proveedor pueden responder, y la respuesta figura junto a ella.
reply-here = Cómo responder
lead-no-buyer = Un comprador cuyo nombre no se publicó
lead-process = { $state ->
    [awarded] { $buyer } lo compró a { $supplier }{ $others ->
        [0] {""}
        [one] {" "}y a { $others } más
       *[other] {" "}y a { $others } más
    }
   *[open] El comprador es { $buyer }; no se ha publicado ninguna adjudicación
}{ $method ->
    [open] , por licitación abierta.
    [selective] , por licitación entre empresas seleccionadas.
    [limited] , por un procedimiento restringido.
    [direct] , por adjudicación directa.
    [other] , por un procedimiento propio.
   *[unknown] ; no se publicó de qué forma se compró.
}
lead-ask = { $signals ->
    [0] No se encontró ninguna señal en lo que se pudo evaluar
    [one] Hay { $signals } señal por la que preguntar
   *[other] Hay { $signals } señales por las que preguntar
}{ $texts ->
    [0] , y no se publicó el texto del contrato, por lo que se desconocen sus cláusulas.
    [unassessed] , y las cláusulas de su contrato no se han evaluado.
   *[other] { $clauses ->
        [0] , y ninguna cláusula resultó débil o ausente
        [one] , y { $clauses } cláusula que debería estar falta, es débil o se contradice
       *[other] , y { $clauses } cláusulas que deberían estar faltan, son débiles o se contradicen
    }{ $unread ->
        [0] .
        [one] ; { $unread } no se pudo leer.
       *[other] ; { $unread } no se pudieron leer.
    }
}
fact-awarded = Adjudicado
fact-awarded-note = { $n ->
    [0] ninguna adjudicación activa
    [one] { $n } adjudicación activa
   *[other] { $n } adjudicaciones activas
}, { $missing ->
    [0] ninguna sin monto
    [one] { $missing } sin monto
   *[other] { $missing } sin monto
}
fact-estimate = Previsto en la licitación
fact-estimate-note = según lo anunció el comprador
fact-tenderers = Oferentes
fact-status = Estado de la licitación
fact-record = En el registro
fact-record-note = { $n ->
    [one] { $n } documento detrás de esta página
   *[other] { $n } documentos detrás de esta página
}
fact-pages = Páginas
fact-pages-note = { $n ->
    [0] todas se pudieron leer
    [one] { $n } no se pudo leer
   *[other] { $n } no se pudieron leer
}
fact-redacted = Tachado
fact-redacted-note = { $n ->
    [0] ninguna marca en el texto legible
    [one] { $n } marca en el texto legible
   *[other] { $n } marcas en el texto legible
}
fact-language = Idioma
fact-signals-note = motivos para preguntar, no constataciones
ask-buyer = Solo el comprador puede publicarlo.
method-not-published = forma de compra no publicada

timeline-title = Cronología
timeline-none = No se publicó ninguna fecha de este proceso. Solo el comprador puede publicarlas.
timeline-label = { $n ->
    [one] Cronología con { $n } fecha; la tabla de abajo dice lo mismo
   *[other] Cronología con { $n } fechas; la tabla de abajo dice lo mismo
}
timeline-caption = { $n ->
    [one] { $n } hecho, con la fecha publicada.
   *[other] { $n } hechos, con las fechas publicadas.
}
timeline-undated = { $n ->
    [one] { $n } no tiene fecha utilizable y figura solo en la tabla.
   *[other] { $n } no tienen fecha utilizable y figuran solo en la tabla.
}
signals-title = Señales por las que preguntar
signals-caption = Cada señal con los números que la produjeron; cualquiera puede volver a calcularlos
signals-none = No se encontró ninguna señal. Eso solo habla de lo que se pudo evaluar.
signals-coverage = { $n ->
    [one] Se pudo evaluar { $n } de { $all } alertas
   *[other] Se pudieron evaluar { $n } de { $all } alertas
}; { $not ->
    [0] no faltaron datos.
    [one] para { $not } no se publicaron los datos.
   *[other] para { $not } no se publicaron los datos.
}
signal-concerns = Se refiere a
signal-numbers = Los números
evidence-whole = toda la publicación
entry-n = asiento { $n }
superseded-by = corregido por el asiento { $n }
not-assessed-title = Lo que no se pudo evaluar
not-assessed-summary = { $n ->
    [one] { $n } alerta no se pudo evaluar, y por qué
   *[other] { $n } alertas no se pudieron evaluar, y por qué
}
not-assessed-caption = Alertas sin respuesta y los datos que la darían
missing-what = Qué falta
missing-who = El comprador podría publicar estos datos; quien importe aquí la próxima publicación los añade.
verdict-unknown = se desconoce
clauses-title = Cláusulas del contrato
clauses-caption = Veredictos sobre veinte cláusulas, por texto de contrato
clauses-ask = Cláusulas por las que preguntar en
clauses-all = Las veinte cláusulas y lo que dice el contrato
clauses-note = Veinte cláusulas que mantienen el control en manos de la autoridad electoral y permiten que otros auditen. Es una revisión de contenido, no asesoramiento jurídico; donde hay páginas ilegibles, una cláusula queda sin leer, nunca ausente.
clauses-not-assessed = Las cláusulas de este texto aún no se han evaluado. Es desconocido: no dice nada a favor ni en contra del contrato.
contract-lead-unassessed = Este texto de contrato de { $pages ->
    [one] { $pages } página
   *[other] { $pages } páginas
} está en el registro. Sus cláusulas aún no se han evaluado.
tailoring-title = Indicios de una licitación a la medida de un proveedor
tailoring-note = Cada uno se enumera con su lugar y nunca se suma: uno solo puede tener una buena razón.
tailoring-caption = Lo que se halló, en qué proceso y dónde figura
no-contract-text = Con este proceso no se publicó ningún texto de contrato, así que nada puede decirse de sus cláusulas. Solo el comprador o el proveedor podrían aportarlo.
pages-read = { $n ->
    [one] { $n } página
   *[other] { $n } páginas
}{ $unread ->
    [0] , todo leído
    [one] , { $unread } sin leer
   *[other] , { $unread } sin leer
}
values-title = Adjudicaciones y contratos
values-none = No se publicó ninguna adjudicación ni ningún contrato.
awards-caption = Adjudicaciones tal como se publicaron
contracts-caption = Contratos: primer y último valor visto en el registro
seen-once = visto una sola vez
period = { $from } – { $to }
parties-title = Quiénes participan
parties-caption = Organizaciones y sus papeles
parties-none = No se nombró ninguna organización.
missing-title = Qué falta
missing-none = No falta ninguno de los campos importantes.
missing-lead = { $n ->
    [one] No se publicó { $n } campo importante:
   *[other] No se publicaron { $n } campos importantes:
}
problems-title = Problemas encontrados al importar
problems-caption = Qué estaba mal, dónde y qué se hizo
problems-lead = { $n ->
    [one] Al leer estos datos se encontró { $n } problema; nada se descartó en silencio.
   *[other] Al leer estos datos se encontraron { $n } problemas; nada se descartó en silencio.
}
problem-code = Problema
problem-place = Lugar
problem-what = Qué se encontró
problem-action = Qué se hizo
problem-at = entrada { $input }, línea { $line }
evidence-title = Pruebas y demostración
evidence-lead = Todo lo de esta página se calculó a partir de estos documentos. Cada uno está en el registro bajo su huella, con la demostración de que ha permanecido sin cambios.
evidence-how = Cómo comprobarlo
sources-caption = Documentos detrás de esta página y la demostración de cada uno
release-title = Lo que se publicó
release-lead = { $n ->
    [one] La única publicación de este proceso en el registro
   *[other] Las { $n } publicaciones de este proceso en el registro, reunidas: lo que se dijo después sustituye a lo que se dijo antes
}. Las personas físicas y los datos de contacto se quitaron al importar.
release-at = Lo que se busca:
release-marked = Verlo en su lugar
release-nothing = No hay nada en este lugar; abajo está marcada la parte que lo rodea.
release-folded = La publicación es larga, así que aquí se omiten las partes lejanas al lugar marcado. Completa:
release-omitted = { $n ->
    [one] { $n } elemento omitido
   *[other] { $n } elementos omitidos
}
release-from = Las publicaciones de las que se compone
release-link = La publicación compilada completa
proof-download = Descargar la demostración
published-by = Publicado por { $publisher } con la licencia { $license }.
published-by-no-license = Publicado por { $publisher }; no se indicó licencia.
published-by-nobody = Los datos no dicen quién los publicó.
reply-title = Derecho de réplica
reply-none = Nadie ha respondido todavía.
reply-to = responde a
reply-beside = { $by } respondió el { $at }
reply-how = El comprador, el proveedor o la autoridad pueden responder a todo lo de esta página. La respuesta se pone en el registro con su fecha y figura aquí con sus propias palabras.
reply-how-1 = Indique la página y la señal o cifra a la que responde.
reply-how-2 = Envíe el texto, firmado por su organización, a quien opera este sitio.
reply-how-3 = El operador lo añade como un asiento que remite a aquello que responde; después nadie puede cambiarlo, tampoco nosotros.
reply-send = Enviar una respuesta
reply-correction = Si los datos son erróneos, publique una versión corregida: la corrección sustituye a la vista de todos y la versión anterior sigue legible.

contracts-title = Textos de contratos
contracts-lead = { $n ->
    [0] Aún no se ha publicado ningún texto de contrato.
    [one] { $n } texto de contrato se publicó junto a su proceso.
   *[other] { $n } textos de contratos se publicaron junto a sus procesos.
} Abra uno para leerlo con los lugares marcados que deciden sobre sus cláusulas.
contract-lead = { $n ->
    [one] Se encontró completa { $n } de { $all } cláusulas
   *[other] Se encontraron completas { $n } de { $all } cláusulas
} en { $pages ->
    [one] { $pages } página.
   *[other] { $pages } páginas.
}
contract-lead-gaps = { $weak ->
    [one] { $weak } es débil
   *[other] { $weak } son débiles
}, { $against ->
    [one] { $against } se contradice
   *[other] { $against } se contradicen
}, { $absent ->
    [one] { $absent } está ausente
   *[other] { $absent } están ausentes
} y { $unread ->
    [0] ninguna quedó sin leer.
    [one] { $unread } no se pudo juzgar porque hay páginas ilegibles.
   *[other] { $unread } no se pudieron juzgar porque hay páginas ilegibles.
}
clause-must = tiene que estar
clause-should = debería estar
on-page = página { $n }
annexes-title = Anexos
annexes-caption = Anexos de los que habla el texto y si se publicaron con él
annexes-none = El texto no remite a ningún anexo.
text-title = El texto completo
text-lead = Tal como se leyó del archivo publicado, página por página. Los lugares marcados son aquellos en los que se apoyan los veredictos; el código junto a la marca nombra la cláusula.
text-not-here = El texto de este contrato ya no se publica aquí. Los veredictos siguen en el registro; el comprador podría aportar el texto.
text-cut = El texto continúa; para el resto, tome el archivo publicado.
page-heading = Página { $n }
page-unreadable = Esta página no contiene texto legible, por ejemplo porque es una imagen. Lo que pueda decir está sin leer, no ausente. El comprador podría publicar una copia legible.
contract-as-published = Contrato tal como se publicó

buyers-title = Compradores
buyers-lead = { $n ->
    [0] Todavía no hay ningún comprador en el registro.
    [one] { $n } organismo público compró tecnología electoral.
   *[other] { $n } organismos públicos compraron tecnología electoral.
} Abra uno para ver cómo se reparte su gasto y cuánto depende de un solo proveedor.
vendors-title = Proveedores
vendors-lead = { $n ->
    [0] Todavía no hay ningún proveedor en el registro.
    [one] { $n } proveedor vendió tecnología electoral.
   *[other] { $n } proveedores vendieron tecnología electoral.
} Abra uno para ver a quién vende, a qué se ha comprometido y cómo ha cumplido.
organisations-caption = Organizaciones en el registro
n-processes = { $n ->
    [one] { $n } proceso
   *[other] { $n } procesos
}
n-vendors = { $n ->
    [one] { $n } proveedor
   *[other] { $n } proveedores
}
n-buyers = { $n ->
    [one] { $n } comprador
   *[other] { $n } compradores
}
n-awards = { $n ->
    [one] { $n } adjudicación
   *[other] { $n } adjudicaciones
}
n-signals = { $n ->
    [0] ninguna señal
    [one] { $n } señal
   *[other] { $n } señales
}
n-awards-missing = { $n ->
    [one] { $n } adjudicación
   *[other] { $n } adjudicaciones
}, { $missing ->
    [0] ninguna sin monto
    [one] { $missing } sin monto
   *[other] { $missing } sin monto
}
n-unknown = número no indicado
n-missing = { $n ->
    [0] no falta ninguno
    [one] falta { $n }
   *[other] faltan { $n }
}
days = { $n ->
    [one] { $n } día
   *[other] { $n } días
}
times = × { $n }
other-names = También publicado como:
buyer-lead = { $name } figura como comprador en { $n ->
    [one] { $n } proceso
   *[other] { $n } procesos
} con { $others ->
    [one] { $others } proveedor.
   *[other] { $others } proveedores.
}
buyer-lead-largest = De su gasto conocido en { $currency }, la mayor parte, { $share }, fue para { $name }.
vendor-lead = { $name } obtuvo contratos en { $n ->
    [one] { $n } proceso
   *[other] { $n } procesos
} de { $others ->
    [one] { $others } comprador.
   *[other] { $others } compradores.
}
vendor-lead-largest = Donde más pesa es en { $name }, con { $share } del gasto conocido en { $currency }.
incumbency-picture = Adjudicaciones seguidas: { $longest } como máximo, las últimas { $current }
vendor-lead-none = { $name } participa en contrataciones de este registro, pero no se ha publicado ninguna adjudicación activa a su favor. Por eso no se pueden calcular sus partes, su concentración ni sus adjudicaciones seguidas.
buyer-lead-none = { $name } llevó a cabo compras de este registro, pero ningún proceso la nombra como comprador. Por eso no se puede calcular su gasto.
share-unknown = No se pueden calcular las partes porque no se publicó ningún monto.
shares-title = Quién recibe cuánto
shares-title-vendor = Qué parte del gasto de cada comprador recibe
shares-note = Parte del gasto conocido de este comprador, por moneda. Las adjudicaciones sin monto cuentan como faltantes, nunca como cero.
shares-note-vendor = Parte del gasto conocido de cada comprador que fue para este proveedor, por moneda. Las adjudicaciones sin monto cuentan como faltantes, nunca como cero.
shares-caption = Partes del monto adjudicado en
incumbency = { $longest ->
    [one] como máximo { $longest } seguida
   *[other] como máximo { $longest } seguidas
}, { $current ->
    [0] la última no
    [one] también la última
   *[other] también las últimas { $current }
}
incumbency-longest = como máximo { $longest } seguidas
hhi-heading = Qué concentrado está el gasto
hhi-note = El índice de Herfindahl e Hirschman va de casi 0 (muchas partes pequeñas) a 10.000 (un solo proveedor). Las marcas son los límites de las directrices de fusiones de los Estados Unidos: 1500 y 2500 en la edición de 2010, 1000 y 1800 en la de 2023.
hhi-title = Concentración del gasto en { $currency }
hhi-text = { $band ->
    [low] El índice es { $value }: por debajo de 1500, no concentrado según la edición de 2010.
    [moderate] El índice es { $value }: entre 1500 y 2500, moderadamente concentrado según la edición de 2010.
   *[high] El índice es { $value }: por encima de 2500, muy concentrado según la edición de 2010.
}
years-title = Gasto por año
years-caption = Adjudicaciones activas por el año de su fecha, en
years-label = Columnas del monto adjudicado por año en { $currency }; la tabla de abajo dice lo mismo
measures-title = Medidas de dependencia
measures-note = Diez medidas de lo difícil que sería cambiar de proveedor, cada una con el número en que se apoya y lo que faltó. Una medida no definida se desconoce, no es cero.
measures-none = No se pudo medir ninguna pareja de comprador y proveedor.
measures-caption = Medidas L1 a L10 con
more-pairs = { $n ->
    [one] { $n } organización más figura en la descarga.
   *[other] { $n } organizaciones más figuran en la descarga.
}
undefined-because = no definido: { $reason }
undefined = no definido: faltan datos
pledges-title = Compromisos
pledges-caption = Lo que el proveedor ha prometido en público
pledges-none = No hay en el registro ningún compromiso de este proveedor.
pledge-unverified = texto no verificado
reviews-title = Evaluaciones del desempeño
reviews-caption = Evaluaciones después de elecciones
reviews-none = No hay en el registro ninguna evaluación del desempeño de este proveedor.
review-score = { $mean } de 4; { $n ->
    [one] { $n } criterio puntuado
   *[other] { $n } criterios puntuados
}, { $missing } sin puntuar
review-no-reply = sin respuesta
latest-title = Últimos procesos
latest-none = No hay ningún proceso en el registro.
latest-all = Todos sus procesos en la lista
