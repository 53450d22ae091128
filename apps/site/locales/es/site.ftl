# Marco, listas, errores.
skip = Ir al contenido
language-offer = Esta página en español
nav-main = Principal
nav-languages = Idiomas
nav-crumbs = Dónde está
nav-contracts = Contratos
nav-buyers = Compradores
nav-vendors = Proveedores
nav-record = Registro
nav-method = Método
nav-verify = Compruébelo usted
nav-imports = Importaciones y sus problemas
nav-api = Interfaz para programas
footer-principle = Los hallazgos dicen lo que muestran las pruebas publicadas en la fecha indicada. La falta de pruebas nunca cuenta como cumplimiento.

error-not-found = Nada en esta dirección
error-not-found-text = El registro no contiene nada con este identificador. Puede que esté mal escrito o que nunca se haya publicado.
error-too-many = Demasiadas peticiones desde su dirección
error-too-many-text = Para que todos puedan leer, cada dirección solo puede preguntar con cierta frecuencia. Espere unos segundos y vuelva a cargar la página; para todos los datos a la vez, tome la copia del registro.
error-unavailable = El registro no se puede leer en este momento
error-unavailable-text = No se ha perdido nada. Vuelva a cargar la página dentro de un momento; si sigue así, avise a quien opera este sitio.
error-broken = Esta página falló
error-broken-text = Una parte de este programa falló, lo que no debería ocurrir; quedó anotado para el operador. Nada del registro cambia por ello y las demás páginas siguen respondiendo.
error-too-large = Se envió demasiado
error-too-large-text = Este sitio solo se lee: no recibe archivos. Lo que deba estar en el registro se envía a su operador.
error-too-long = Esta dirección es demasiado larga
error-too-long-text = Ninguna página de aquí tiene una dirección tan larga. Busque con menos palabras o empiece por una lista.
error-method = Esta dirección solo se puede leer
error-method-text = Nadie puede cambiar nada a través de este sitio. Abra la página de la forma habitual.
error-way-list = Todos los contratos
error-way-record = El registro
error-way-home = Página de inicio

search-label = Buscar en todos los contratos
search-name = Buscar por nombre
search-hint = Palabras de títulos, nombres e identificadores; no importan los acentos ni las mayúsculas.
search-button = Buscar
filters = Acotar la lista
filters-apply = Mostrar
filters-clear = Quitar todos los filtros
filters-active = Filtros activos
filter-any = cualquiera
filter-remove = Quitar filtro
filter-flag = Señal
filter-clause = Cláusula
filter-year = Año
filter-method = Forma de compra
pager = Páginas
pager-previous = Anterior
pager-next = Siguiente
pager-newer = Más recientes
pager-older = Más antiguas
pager-position = Página { $page } de { $pages }
take-all = Llevarse todas las filas de esta lista:
take-page = Esta página como datos:
as-table = Lo mismo como tabla
and-more = { $n ->
    [one] y { $n } más
   *[other] y { $n } más
}
yes = sí
no = no
not-published = no publicado
not-known = no se sabe
no-title = Sin título
natural-person = Una persona física (nombre reservado)
undated = sin fecha
millions = { $n } M
thousands = { $n } mil

empty-title = No se encontró nada
empty-searched = Ningún contrato del registro cumple todo esto: { $what }.
empty-record = Todavía no se ha puesto nada en este registro.
empty-try = Lo que puede probar:
empty-without = Sin { $what }
empty-all = Mostrar todo

column-process = Proceso
column-processes = Procesos
column-buyer = Comprador
column-supplier = Proveedor
column-date = Fecha
column-amount = Monto adjudicado
column-signals = Por preguntar
column-event = Qué
column-concerns = Se refiere a
column-award = Adjudicación
column-contract = Contrato
column-contract-text = Texto del contrato
column-status = Estado
column-period = Período
column-first-value = Primer valor
column-last-value = Último valor
column-amendments = Modificaciones
column-organisation = Organización
column-roles = Papeles
column-country = País
column-id = Identificador
column-signal = Señal
column-why = Por qué
column-figure = Cifra
column-evidence = Pruebas
column-verdict = Veredicto
column-pages = Páginas
column-clause = Cláusula
column-says = Lo que dice el contrato
column-annex = Anexo
column-referenced = Mencionado
column-attached = Adjunto
column-entry = Asiento
column-kind = Tipo
column-document = Documento
column-proof = Prueba
column-time = Momento
column-key = Firmado por
column-statement = Declaración
column-refers = Se refiere a
column-share = Parte
column-basis = Se apoya en
column-incumbency = Adjudicaciones seguidas
column-counterparts = Relación con
column-measure = Medida
column-pledge = Compromiso
column-framework = Marco
column-election = Elección
column-score = Puntuación
column-reply = Respuesta
column-import = Importación
column-how-many = Cuántos

home-title = ¿Quién vende la tecnología de las elecciones y en qué condiciones?
home-lead = { $processes ->
    [one] Hay { $processes } proceso de contratación en este registro: lo que { $buyers } compradores compraron a { $vendors } proveedores.
   *[other] Hay { $processes } procesos de contratación en este registro: lo que { $buyers } compradores compraron a { $vendors } proveedores.
} { $asked ->
    [0] En lo que se pudo evaluar no se halló nada por lo que preguntar.
    [one] { $asked } de ellos lleva una señal por la que preguntar.
   *[other] { $asked } de ellos llevan una señal por la que preguntar.
} Cada cifra se calcula con código abierto a partir de pruebas firmadas, y cualquiera puede volver a calcularla.
home-lead-empty = Este registro es nuevo. En cuanto se importen datos de contratación, aquí podrán leerse cada contrato, sus señales y sus cláusulas.
home-fact-processes = Procesos de contratación
home-fact-imports = { $n ->
    [one] de { $n } importación
   *[other] de { $n } importaciones
}
home-fact-buyers = Compradores
home-fact-vendors = Proveedores
home-fact-contracts = Textos de contratos
home-fact-contracts-note = publicados junto a su proceso
home-fact-entries = Asientos en el registro
witnesses = { $n ->
    [0] aún sin testigo externo
    [one] cofirmado por { $n } testigo
   *[other] cofirmado por { $n } testigos
}
home-empty-title = Todavía no hay nada que mostrar
home-empty = Ponga en el registro datos de contratación en el formato de contratación abierta con esta orden; lo que no se pueda leer se enumera, nada se descarta en silencio.
home-ask-title = Lo que más conviene preguntar
home-ask-caption = Los cinco procesos con más señales
home-ask-all = Todos los procesos, primero los de más señales
home-checks-title = Hasta dónde llegan las revisiones
home-checks = Una revisión solo puede hacerse donde se publicaron los datos que necesita. Donde faltan, la respuesta es «se desconoce»; nunca cuenta como «no se encontró nada».
home-how-title = Cómo leer esto
home-how-1 = Empiece por un contrato
home-how-1-text = Su página dice en dos frases qué se compró y qué conviene preguntar, y después muestra cada cifra con aquello en lo que se apoya.
home-how-2 = Siga las pruebas
home-how-2-text = Cada cifra lleva al documento publicado y al asiento del registro donde quedó anotada y firmada.
home-how-3 = Compruébelo usted
home-how-3-text = Un programa pequeño y aparte lo calcula todo otra vez a partir de una copia del registro. No confía en nadie, tampoco en este sitio.

list-title = Contratos
list-lead = { $n ->
    [one] Hay { $n } proceso de contratación en el registro.
   *[other] Hay { $n } procesos de contratación en el registro.
} Busque, acote la lista, ordene por una columna; la dirección de esta página guarda siempre lo que ve.
list-lead-found = { $n ->
    [0] Ningún proceso de contratación coincide.
    [one] Coincide { $n } proceso de contratación.
   *[other] Coinciden { $n } procesos de contratación.
} La dirección de esta página guarda su búsqueda, de modo que puede citarse.
list-lead-none = Todavía no hay ningún proceso de contratación en el registro.
list-caption = { $n ->
    [one] { $n } proceso
   *[other] { $n } procesos, se muestran del { $from } al { $to }
}
list-coverage-title = Qué alertas se pueden evaluar
list-coverage = Cuántos procesos tenían los datos que cada alerta necesita. Donde faltan datos, no se puede decir ni una cosa ni la otra.
no-award-yet = sin adjudicación publicada
awards-without-amount = { $n ->
    [one] { $n } adjudicación sin monto
   *[other] { $n } adjudicaciones sin monto
}
signals-of = { $n ->
    [0] ninguna; se pudieron evaluar { $of } de { $all } alertas
   *[other] se pudieron evaluar { $of } de { $all } alertas
}

coverage-caption = Alertas: cuántos procesos tenían los datos para una respuesta
coverage-check = Revisión
coverage-found = Por preguntar
coverage-assessable = Se pudo evaluar
coverage-not = No se pudo
coverage-picture = De un vistazo
filter-flag-any = al menos una señal
coverage-bar = { $n ->
    [one] Se pudo evaluar { $n } de { $all }
   *[other] Se pudieron evaluar { $n } de { $all }
}
coverage-missing = lo que más falta: { $what }
search-found = Páginas encontradas:
search-all = Todas las páginas, por orden alfabético
search-lead = { $n ->
    [one] { $n } página: contratos, organizaciones, evaluaciones, votaciones internas, métodos. La búsqueda mira los títulos y no necesita servidor.
   *[other] { $n } páginas: contratos, organizaciones, evaluaciones, votaciones internas, métodos. La búsqueda mira los títulos y no necesita servidor.
}
