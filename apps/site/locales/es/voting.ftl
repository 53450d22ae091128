# Elecciones dentro de partidos y asociaciones.
nav-voting = Votaciones internas
voting-title = Elecciones dentro de partidos y asociaciones
voting-lead = { $n ->
    [0] Todavía no hay en el registro ningún tablero de una elección así. Cuando lo haya, su archivo se comprueba del primer byte al resultado, y cualquiera puede repetirlo.
    [one] { $n } elección. El veredicto comprueba su tablero del primer byte al resultado; cualquiera puede repetirlo.
   *[other] { $n } elecciones. Cada veredicto comprueba un tablero del primer byte al resultado; cualquiera puede repetirlo.
}
voting-caption = Elecciones, la más reciente primero
voting-election = Elección
voting-verdict = Veredicto
voting-stage = Etapa
voting-states = Estados publicados
voting-last = Último asiento en el registro
voting-reviewed = Nadie ajeno a este proyecto ha revisado el programa que lo comprobó.
voting-reasons-note = Cada comprobación que no se cumple, el lugar en el archivo y qué se encontró allí
voting-more-reasons = { $n ->
    [one] Y { $n } motivo más, en el informe.
   *[other] Y { $n } motivos más, en el informe.
}
voting-more-states = { $n ->
    [one] Y { $n } estado anterior, en el registro.
   *[other] Y { $n } estados anteriores, en el registro.
}
voting-tracker-title = Busque su papeleta
voting-tracker-label = Código de seguimiento de la papeleta
voting-tracker-hint = Las 43 letras y cifras que recibió al votar. No dicen nada de su elección.
voting-tracker-none = No está en este tablero
voting-tracker-none-text = Ninguna papeleta con este código consta en los estados publicados aquí. Compruebe que lo copió entero. Si es así, consérvelo y pregunte a quienes organizan la elección y a los observadores de su partido.
voting-tracker-means = Una papeleta que está en el tablero y cuenta se contó tal como se emitió. Lo que su dispositivo puso en ella, el tablero no puede mostrarlo.
voting-share = Parte
voting-bar = La parte como barra
voting-keys-note = Solo estos depositarios juntos pueden descifrar. Quien tuviera suficientes de estas claves podría abrir papeletas sueltas.
voting-administrator = Administra
voting-authority = Creó los códigos de voto
voting-states-title = Estados del tablero en el registro
voting-states-note = Cada estado debe empezar con el anterior. Así no se puede quitar sin que se vea una papeleta que ya constaba.
voting-events = Eventos
voting-download = Ficheros
voting-archive = Archivo
voting-archive-parts = Archivo, en partes:
voting-report = Veredicto en JSON
voting-verify-title = Compruébelo usted
voting-verify = Descargue los archivos y ejecute estas órdenes; no hace falta servidor ni cuenta. belenios-tool, el primer programa para este formato, lee los mismos ficheros.
voting-of = { $n } de { $all } credenciales
voting-shares = { $n ->
    [one] { $n } parte del descifrado
   *[other] { $n } partes del descifrado
}
voting-trustees = Depositarios
voting-counts = En el tablero, cuenta
voting-replaced = Sustituida por una papeleta posterior
voting-gone = Ya no está en el tablero
voting-gone-text = Constaba en un estado anterior y fue retirada. Conserve esta página y pregunte el motivo a quienes organizan la elección.
voting-place = Evento { $n } del tablero.
voting-not-yet = Todavía no estaba
voting-not-yet-text = Llegó más tarde.
voting-latest = Último estado, { $date }:
voting-earlier = Estado anterior, { $date }:
board-accepted = Aceptado
board-running = Aceptado hasta ahora
board-rejected = Rechazado
board-unjudged = Aún sin veredicto
stage-setup = Preparación
stage-voting = Votación
stage-closed = Cerrada
stage-tallied = Recuento cifrado
stage-shuffling = Mezclando
stage-shuffled = Mezclada
stage-decrypting = Descifrando
stage-finished = Resultado publicado
method-boards = Tableros de elecciones
method-boards-note = Elecciones dentro de partidos y asociaciones: el archivo se comprueba del primer byte al resultado.
kind-voting-archive = Tablero de una elección
kind-voting-finding = Veredicto sobre un tablero
home-vote-title = Votaciones internas
home-vote = { $n ->
    [one] Aquí consta { $n } votación en línea de un partido o asociación con su tablero, que cualquiera puede comprobar del primer byte al resultado.
   *[other] Aquí constan { $n } votaciones en línea de partidos y asociaciones con sus tableros, que cualquiera puede comprobar del primer byte al resultado.
}
voting-trackers-title = Todas las papeletas por código
voting-trackers-lead = { $n ->
    [0] Ninguna papeleta consta en un estado juzgado de este tablero.
    [one] { $n } papeleta constó en un estado juzgado de este tablero.
   *[other] { $n } papeletas constaron en un estado juzgado de este tablero, por orden de código.
}
voting-tracker-state = En el último estado juzgado
voting-tracker-place = Lugar
