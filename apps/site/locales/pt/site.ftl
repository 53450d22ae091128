# Moldura, listas, erros.
skip = Ir para o conteúdo
language-offer = Esta página em português
nav-main = Principal
nav-languages = Línguas
nav-crumbs = Onde está
nav-contracts = Contratos
nav-buyers = Compradores
nav-vendors = Fornecedores
nav-record = Registo
nav-method = Método
nav-verify = Verifique você mesmo
nav-imports = Importações e seus problemas
nav-api = Interface para programas
footer-principle = As constatações dizem o que as provas publicadas mostram na data indicada. Prova em falta nunca conta como cumprimento.

error-not-found = Nada neste endereço
error-not-found-text = O registo não contém nada com este identificador. Pode estar mal escrito ou nunca ter sido publicado.
error-too-many = Demasiados pedidos do seu endereço
error-too-many-text = Para que todos possam ler, cada endereço só pode pedir a um certo ritmo. Espere alguns segundos e carregue a página de novo; para todos os dados de uma vez, leve a cópia do registo.
error-unavailable = O registo não pode ser lido neste momento
error-unavailable-text = Nada se perdeu. Carregue a página de novo dentro de um momento; se continuar assim, avise quem opera este sítio.
error-broken = Esta página falhou
error-broken-text = Uma parte deste programa falhou, o que não devia acontecer; ficou anotado para o operador. Nada do registo muda por isso e as outras páginas continuam a responder.
error-too-large = Foi enviado demasiado
error-too-large-text = Este sítio só se lê: não recebe ficheiros. O que deva estar no registo envia-se ao seu operador.
error-too-long = Este endereço é demasiado longo
error-too-long-text = Nenhuma página daqui tem um endereço tão longo. Procure com menos palavras ou comece por uma lista.
error-method = Este endereço só pode ser lido
error-method-text = Ninguém pode mudar nada através deste sítio. Abra a página da forma habitual.
error-way-list = Todos os contratos
error-way-record = O registo
error-way-home = Página inicial

search-label = Procurar em todos os contratos
search-name = Procurar por nome
search-hint = Palavras de títulos, nomes e identificadores; acentos e maiúsculas não importam.
search-button = Procurar
filters = Restringir a lista
filters-apply = Mostrar
filters-clear = Retirar todos os filtros
filters-active = Filtros ativos
filter-any = qualquer
filter-remove = Retirar filtro
filter-flag = Sinal
filter-clause = Cláusula
filter-year = Ano
filter-method = Forma de compra
pager = Páginas
pager-previous = Anterior
pager-next = Seguinte
pager-newer = Mais recentes
pager-older = Mais antigas
pager-position = Página { $page } de { $pages }
take-all = Levar todas as linhas desta lista:
take-page = Esta página como dados:
as-table = O mesmo em tabela
and-more = { $n ->
    [one] e mais { $n }
   *[other] e mais { $n }
}
yes = sim
no = não
not-published = não publicado
not-known = não se sabe
no-title = Sem título
natural-person = Uma pessoa singular (nome reservado)
undated = sem data
millions = { $n } M
thousands = { $n } mil

empty-title = Nada encontrado
empty-searched = Nenhum contrato do registo corresponde a tudo isto: { $what }.
empty-record = Ainda nada foi posto neste registo.
empty-try = O que pode tentar:
empty-without = Sem { $what }
empty-all = Mostrar tudo

column-process = Processo
column-processes = Processos
column-buyer = Comprador
column-supplier = Fornecedor
column-date = Data
column-amount = Montante adjudicado
column-signals = A perguntar
column-event = O quê
column-concerns = Refere-se a
column-award = Adjudicação
column-contract = Contrato
column-contract-text = Texto do contrato
column-status = Estado
column-period = Período
column-first-value = Primeiro valor
column-last-value = Último valor
column-amendments = Alterações
column-organisation = Organização
column-roles = Papéis
column-country = País
column-id = Identificador
column-signal = Sinal
column-why = Porquê
column-figure = Número
column-evidence = Provas
column-verdict = Veredito
column-pages = Páginas
column-clause = Cláusula
column-says = O que o contrato diz
column-annex = Anexo
column-referenced = Mencionado
column-attached = Junto
column-entry = Entrada
column-kind = Tipo
column-document = Documento
column-proof = Prova
column-time = Momento
column-key = Assinado por
column-statement = Declaração
column-refers = Remete para
column-share = Parte
column-basis = Assenta em
column-incumbency = Adjudicações seguidas
column-counterparts = Negócios com
column-measure = Medida
column-pledge = Compromisso
column-framework = Quadro
column-election = Eleição
column-score = Pontuação
column-reply = Resposta
column-import = Importação
column-how-many = Quantos

home-title = Quem vende a tecnologia das eleições, e em que condições?
home-lead = { $processes ->
    [one] Há { $processes } processo de contratação neste registo: o que { $buyers } compradores compraram a { $vendors } fornecedores.
   *[other] Há { $processes } processos de contratação neste registo: o que { $buyers } compradores compraram a { $vendors } fornecedores.
} { $asked ->
    [0] No que se pôde avaliar não se encontrou nada por que perguntar.
    [one] { $asked } deles tem um sinal por que perguntar.
   *[other] { $asked } deles têm um sinal por que perguntar.
} Cada número é calculado por código aberto a partir de provas assinadas, e qualquer pessoa o pode calcular de novo.
home-lead-empty = Este registo é novo. Assim que forem importados dados de contratação, cada contrato, os seus sinais e as suas cláusulas poderão ser lidos aqui.
home-fact-processes = Processos de contratação
home-fact-imports = { $n ->
    [one] de { $n } importação
   *[other] de { $n } importações
}
home-fact-buyers = Compradores
home-fact-vendors = Fornecedores
home-fact-contracts = Textos de contratos
home-fact-contracts-note = publicados junto do seu processo
home-fact-entries = Entradas no registo
witnesses = { $n ->
    [0] ainda sem testemunha externa
    [one] coassinado por { $n } testemunha
   *[other] coassinado por { $n } testemunhas
}
home-empty-title = Ainda nada para mostrar
home-empty = Ponha no registo dados de contratação no formato de contratação aberta com este comando; o que não puder ser lido é enumerado, nada é posto de lado em silêncio.
home-ask-title = O que mais há a perguntar
home-ask-caption = Os cinco processos com mais sinais
home-ask-all = Todos os processos, primeiro os que têm mais sinais
home-checks-title = Até onde chegam os exames
home-checks = Um exame só pode ser feito onde foram publicados os dados de que precisa. Onde faltam, a resposta é «desconhecido»; nunca conta como «nada encontrado».
home-how-title = Como ler isto
home-how-1 = Comece por um contrato
home-how-1-text = A sua página diz em duas frases o que foi comprado e o que há a perguntar, e depois mostra cada número com aquilo em que assenta.
home-how-2 = Siga as provas
home-how-2-text = Cada número leva ao documento publicado e à entrada do registo onde ficou escrito e assinado.
home-how-3 = Verifique você mesmo
home-how-3-text = Um pequeno programa separado calcula tudo de novo a partir de uma cópia do registo. Não confia em ninguém, nem neste sítio.

list-title = Contratos
list-lead = { $n ->
    [one] { $n } processo de contratação está no registo.
   *[other] { $n } processos de contratação estão no registo.
} Procure, restrinja a lista, ordene por uma coluna; o endereço desta página guarda sempre o que vê.
list-lead-found = { $n ->
    [0] Nenhum processo de contratação corresponde.
    [one] { $n } processo de contratação corresponde.
   *[other] { $n } processos de contratação correspondem.
} O endereço desta página guarda a sua procura e pode ser citado.
list-lead-none = Ainda não há processos de contratação no registo.
list-caption = { $n ->
    [one] { $n } processo
   *[other] { $n } processos, de { $from } a { $to }
}
list-coverage-title = Que alertas podem ser avaliados
list-coverage = Quantos processos tinham os dados de que cada alerta precisa. Onde faltam dados, nada se pode dizer num sentido ou noutro.
no-award-yet = nenhuma adjudicação publicada
awards-without-amount = { $n ->
    [one] { $n } adjudicação sem montante
   *[other] { $n } adjudicações sem montante
}
signals-of = { $n ->
    [0] nenhum; { $of } de { $all } alertas puderam ser avaliados
   *[other] { $of } de { $all } alertas puderam ser avaliados
}

coverage-caption = Alertas: quantos processos tinham os dados para uma resposta
coverage-check = Exame
coverage-found = A perguntar
coverage-assessable = Pôde ser avaliado
coverage-not = Não pôde
coverage-picture = De relance
filter-flag-any = pelo menos um sinal
coverage-bar = { $n ->
    [one] { $n } de { $all } pôde ser avaliado
   *[other] { $n } de { $all } puderam ser avaliados
}
coverage-missing = o que mais falta: { $what }
search-found = Páginas encontradas:
search-all = Todas as páginas, por ordem alfabética
search-lead = { $n ->
    [one] { $n } página: contratos, organizações, avaliações, votações internas, métodos. A procura olha os títulos e não precisa de servidor.
   *[other] { $n } páginas: contratos, organizações, avaliações, votações internas, métodos. A procura olha os títulos e não precisa de servidor.
}
