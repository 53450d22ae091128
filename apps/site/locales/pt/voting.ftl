# Eleições dentro de partidos e associações.
nav-voting = Votações internas
voting-title = Eleições dentro de partidos e associações
voting-lead = { $n ->
    [0] Ainda não há no registo nenhum quadro de uma eleição assim. Quando houver, o seu arquivo é verificado do primeiro byte ao resultado, e qualquer pessoa o pode repetir.
    [one] { $n } eleição. O veredito verifica o seu quadro do primeiro byte ao resultado; qualquer pessoa o pode repetir.
   *[other] { $n } eleições. Cada veredito verifica um quadro do primeiro byte ao resultado; qualquer pessoa o pode repetir.
}
voting-caption = Eleições, a mais recente primeiro
voting-election = Eleição
voting-verdict = Veredito
voting-stage = Etapa
voting-states = Estados publicados
voting-last = Última entrada no registo
voting-reviewed = Ninguém fora deste projeto examinou o programa que o verificou.
voting-reasons-note = Cada verificação que não se cumpre, o lugar no arquivo e o que lá se encontrou
voting-more-reasons = { $n ->
    [one] E mais { $n } razão, no relatório.
   *[other] E mais { $n } razões, no relatório.
}
voting-more-states = { $n ->
    [one] E mais { $n } estado anterior, no registo.
   *[other] E mais { $n } estados anteriores, no registo.
}
voting-tracker-title = Encontre o seu boletim
voting-tracker-label = Código de seguimento do boletim
voting-tracker-hint = As 43 letras e algarismos que recebeu ao votar. Nada dizem da sua escolha.
voting-tracker-none = Não está neste quadro
voting-tracker-none-text = Nenhum boletim com este código figura nos estados aqui publicados. Verifique se o copiou todo. Se sim, guarde-o e pergunte a quem organiza a eleição e aos observadores do seu partido.
voting-tracker-means = Um boletim que está no quadro e conta foi contado tal como foi entregue. O que o seu dispositivo pôs nele, o quadro não o pode mostrar.
voting-share = Parte
voting-bar = A parte em barra
voting-keys-note = Só estes depositários juntos podem decifrar. Quem tivesse chaves suficientes poderia abrir boletins isolados.
voting-administrator = Administra
voting-authority = Criou os códigos de voto
voting-states-title = Estados do quadro no registo
voting-states-note = Cada estado deve começar com o anterior. Assim, um boletim que já figurava não pode ser retirado sem que se veja.
voting-events = Eventos
voting-download = Ficheiros
voting-archive = Arquivo
voting-archive-parts = Arquivo, em partes:
voting-report = Veredito em JSON
voting-verify-title = Verifique você mesmo
voting-verify = Descarregue os arquivos e execute estes comandos; não é preciso servidor nem conta. belenios-tool, o primeiro programa para este formato, lê os mesmos ficheiros.
voting-of = { $n } de { $all } credenciais
voting-shares = { $n ->
    [one] { $n } parte da decifração
   *[other] { $n } partes da decifração
}
voting-trustees = Depositários
voting-counts = No quadro, conta
voting-replaced = Substituído por um boletim posterior
voting-gone = Já não está no quadro
voting-gone-text = Figurava num estado anterior e foi retirado. Guarde esta página e pergunte porquê a quem organiza a eleição.
voting-place = Evento { $n } do quadro.
voting-not-yet = Ainda não estava
voting-not-yet-text = Chegou mais tarde.
voting-latest = Último estado, { $date }:
voting-earlier = Estado anterior, { $date }:
board-accepted = Aceite
board-running = Aceite até agora
board-rejected = Rejeitado
board-unjudged = Ainda sem veredito
stage-setup = Preparação
stage-voting = Votação
stage-closed = Encerrada
stage-tallied = Contagem cifrada
stage-shuffling = A baralhar
stage-shuffled = Baralhada
stage-decrypting = A decifrar
stage-finished = Resultado publicado
method-boards = Quadros de eleições
method-boards-note = Eleições dentro de partidos e associações: o arquivo é verificado do primeiro byte ao resultado.
kind-voting-archive = Quadro de uma eleição
kind-voting-finding = Veredito sobre um quadro
home-vote-title = Votações internas
home-vote = { $n ->
    [one] Está aqui { $n } votação em linha de um partido ou associação com o seu quadro, que qualquer pessoa pode verificar do primeiro byte ao resultado.
   *[other] Estão aqui { $n } votações em linha de partidos e associações com os seus quadros, que qualquer pessoa pode verificar do primeiro byte ao resultado.
}
voting-trackers-title = Todos os boletins por código
voting-trackers-lead = { $n ->
    [0] Nenhum boletim figura num estado julgado deste quadro.
    [one] { $n } boletim figurou num estado julgado deste quadro.
   *[other] { $n } boletins figuraram num estado julgado deste quadro, por ordem de código.
}
voting-tracker-state = No último estado julgado
voting-tracker-place = Lugar
