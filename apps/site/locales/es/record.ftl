# Registro, asientos, importaciones, método, comprobación.
record-title = El registro público
record-lead = { $n ->
    [0] Todavía no hay nada en el registro.
    [one] Hay { $n } asiento en el registro, en un orden que nadie puede cambiar sin que se vea.
   *[other] Hay { $n } asientos en el registro, en un orden que nadie puede cambiar sin que se vea.
} Cada uno dice quién firmó qué y cuándo; quien tenga una copia puede comprobarlos todos.
fact-checkpoint = Último punto de control
fact-checkpoint-note = asientos que cubre la firma del registro
fact-witnesses = Testigos independientes
fact-witnesses-none = Este registro no nombra ningún testigo en una política: que el operador muestra a todos el mismo registro solo se puede comprobar comparando copias.
fact-witnesses-note = de { $known } que conoce la política del registro; cada firma se comprobó aquí y { $enough ->
    [yes] son tantas como pide la política.
   *[no] son menos de las que pide la política.
}
fact-witnesses-damaged = Una cofirma o el propio archivo de la política no se puede comprobar, así que no se cuenta ninguna. Guarde una copia y avise al operador.
fact-origin = Origen
fact-origin-note = su clave comprueba el punto de control
record-copy = Todo el registro es una carpeta de archivos simples en /record/ que cualquiera puede copiar.
checkpoint-show = Mostrar el punto de control firmado
entries-title = Asientos
entries-none = Todavía no hay ningún asiento.
record-caption = Asientos { $from } a { $to }, primero los más recientes
statement-public = pública
statement-sealed = pública, con campos sellados
statement-restricted = no publicada
statement-erased = borrada por el asiento { $n }
statement-gone = retenida: ni está aquí ni fue borrada
entry-lead = { $kind }, puesto en el registro el { $time }.
entry-title = Asiento { $n }
column-about = Sobre
entry-check = Comprobar este asiento
entry-bytes = El asiento
entry-bytes-note = Estos bytes exactos entran en el árbol. No contienen nombres ni texto libre.
entry-statement = La declaración firmada
entry-statement-note = El asiento se compromete con ella; la huella del número aleatorio y la declaración juntos es el compromiso.
entry-envelope = Sobre firmado
entry-nonce = Número aleatorio
entry-signed = Firmado con la clave
entry-read = Leer lo que se firmó
entry-no-statement = El asiento mismo permanece en el árbol, y las demostraciones de todos los demás siguen valiendo.

imports-title = Importaciones y sus problemas
imports-caption = Todas las importaciones, primero la última
imports-lead = { $n ->
    [0] Todavía no se ha importado nada.
    [one] Se ha hecho { $n } importación.
   *[other] Se han hecho { $n } importaciones.
} Los datos se toman como vienen; lo que tenían mal se enumera y nada se descarta en silencio.
import-untitled = Importación
import-lead = { $n ->
    [one] Se leyó { $n } publicación
   *[other] Se leyeron { $n } publicaciones
}, { $refused ->
    [0] no se rechazó ninguna
    [one] se rechazó { $refused }
   *[other] se rechazaron { $refused }
} y { $problems ->
    [0] no se encontró ningún problema.
    [one] se encontró { $problems } problema.
   *[other] se encontraron { $problems } problemas.
}
import-releases = Publicaciones
import-refused = Rechazadas
import-refused-note = no se tomaron; abajo figura el motivo de cada una
import-persons = Personas físicas sustituidas
import-contacts = Puntos de contacto quitados
import-persons-note = los datos personales nunca llegan al registro
import-problems-note = enumerados abajo
import-inputs = Archivos leídos
import-file = Archivo
import-form = Forma
import-size = Tamaño
import-publishers = Publicadores
import-publisher = Publicador
import-license = Licencia
import-no-problems = No se encontró ningún problema.
import-by-code = Problemas por clase
import-shown = { $n ->
    [one] Aquí se muestra { $n } de { $all }; la lista completa está en el informe publicado.
   *[other] Aquí se muestran { $n } de { $all }; la lista completa está en el informe publicado.
}
import-report = Informe completo
severity-info = conviene saberlo
severity-warning = se desvía, se leyó
severity-error = no se pudo usar
action-kept = se dejó como estaba
action-changed = se cambió por lo que debe significar
action-removed = se quitó
action-refused = no se tomó

method-title = Cómo se hace cada cifra
method-lead = Cada señal, medida y veredicto tiene un código, una pregunta y un método que cualquiera puede seguir. Un código nunca cambia de significado; un método cambiado recibe una versión nueva.
method-flags = Señales
method-flags-note = Patrones de una contratación por los que conviene preguntar.
method-measures = Medidas de dependencia
method-measures-note = Hasta qué punto depende un comprador de un proveedor.
method-clauses = Cláusulas de contrato
method-clauses-note = Lo que un contrato debería decir para que la autoridad conserve el control y otros puedan auditar.
method-untranslated = El texto de este método aún no está traducido y se muestra en inglés.
method-version = Versión
method-result = Resultado completo
method-settings = Los ajustes con los que se calculó
method-not-computed = En este registro aún no se ha calculado nada con este método.

verify-title = Compruébelo usted
verify-lead = No tiene que creer a este sitio. Una copia del registro basta para comprobar cada firma y volver a calcular cada hallazgo.
verify-all = Todo de una vez
verify-all-text = El verificador es un programa pequeño y aparte, sin base de datos. Constrúyalo a partir del código fuente y dele esta dirección o una carpeta con una copia:
verify-all-says = Comprueba la firma del registro, los testigos según su política, el árbol, cada asiento, cada declaración y documento, y vuelve a calcular cada hallazgo publicado. Termina con 0 si todo se cumple, con 1 si algo no se cumple, y dice qué, con 2 si no pudo mirar.
verify-one = Un asiento con herramientas comunes
verify-one-text = Las órdenes siguen un asiento desde su documento hasta la firma de todo el registro. Necesitan una consola con curl, openssl (versión 3) y los habituales sha256sum, base64, od, sed, grep, cut, head, tail y tr. Ejecútelas una tras otra en la misma ventana y la misma carpeta vacía; cada comprobación escribe «holds» (se cumple) o «DOES NOT HOLD» (no se cumple).
verify-entry = Número de asiento
verify-entry-button = Preparar las órdenes
verify-1 = Traer el asiento y su demostración
verify-1-text = El asiento lleva en el miembro c el compromiso con su declaración. La demostración termina en un punto de control: el nombre del registro, su número de asientos, la huella de la raíz y las firmas.
verify-2 = El asiento se compromete con la declaración
verify-2-text = La huella del número aleatorio y la declaración debe ser igual al compromiso. Una declaración borrada o no publicada no está, y de ella no se puede comprobar nada; de su asiento, sí.
verify-3 = Su emisor firmó la declaración
verify-3-text = La clave del emisor está en un asiento propio, que nombra la organización. openssl debe decir que la firma está verificada.
verify-4 = La declaración nombra los documentos
verify-4-text = Si la declaración nombra documentos, la huella de cada uno publicado debe ser la que ella nombra. Algunas no nombran ninguno.
verify-5 = El asiento está en el árbol
verify-5-text = El bucle calcula las huellas desde el asiento hasta la raíz: en cada nivel, izquierda y derecha juntas tras un byte 1 (RFC 6962). La demostración enumera la otra mitad de cada nivel.
verify-6 = El registro firmó la raíz
verify-6-text = Lo firmado es el punto de control hasta la línea vacía. Compare la clave mostrada con la que conoce por otra vía, por ejemplo impresa: una clave tomada solo de este sitio demuestra únicamente que el sitio concuerda consigo mismo.
verify-not = Lo que esto no demuestra
verify-not-text = Que un documento esté en el registro dice quién lo publicó y cuándo, no que sea verdad lo que dice. Y un registro que muestra árboles distintos a lectores distintos solo se descubre comparando puntos de control; para eso están los testigos.
