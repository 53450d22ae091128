# Processos, sinais, textos de contratos, organizações.
signal-note = Um sinal é uma razão para perguntar, não a constatação de uma falta. O comprador e o fornecedor podem responder, e a resposta fica ao lado.
reply-here = Como responder
lead-no-buyer = Um comprador que não foi nomeado
lead-process = { $state ->
    [awarded] { $buyer } comprou isto a { $supplier }{ $others ->
        [0] {""}
        [one] {" "}e a mais { $others }
       *[other] {" "}e a mais { $others }
    }
   *[open] O comprador é { $buyer }; nenhuma adjudicação foi publicada
}{ $method ->
    [open] , por concurso aberto.
    [selective] , por concurso entre empresas escolhidas.
    [limited] , por um procedimento limitado.
    [direct] , por ajuste direto.
    [other] , por um procedimento próprio.
   *[unknown] ; não foi publicado como se comprou.
}
lead-ask = { $signals ->
    [0] Nenhum sinal foi encontrado no que pôde ser avaliado
    [one] Há { $signals } sinal a esclarecer
   *[other] Há { $signals } sinais a esclarecer
}{ $texts ->
    [0] , e nenhum texto de contrato foi publicado, pelo que as suas cláusulas são desconhecidas.
    [unassessed] , e as cláusulas do seu contrato não foram avaliadas.
   *[other] { $clauses ->
        [0] , e nenhuma cláusula foi achada fraca ou ausente
        [one] , e { $clauses } cláusula que devia lá estar falta, é fraca ou é contrariada
       *[other] , e { $clauses } cláusulas que deviam lá estar faltam, são fracas ou são contrariadas
    }{ $unread ->
        [0] .
        [one] ; { $unread } não pôde ser lida.
       *[other] ; { $unread } não puderam ser lidas.
    }
}
fact-awarded = Adjudicado
fact-awarded-note = { $n ->
    [0] nenhuma adjudicação ativa
    [one] { $n } adjudicação ativa
   *[other] { $n } adjudicações ativas
}, { $missing ->
    [0] nenhuma sem montante
    [one] { $missing } sem montante
   *[other] { $missing } sem montante
}
fact-estimate = Previsto no concurso
fact-estimate-note = como o comprador anunciou
fact-tenderers = Concorrentes
fact-status = Estado do concurso
fact-record = No registo
fact-record-note = { $n ->
    [one] { $n } documento por trás desta página
   *[other] { $n } documentos por trás desta página
}
fact-pages = Páginas
fact-pages-note = { $n ->
    [0] todas puderam ser lidas
    [one] { $n } não pôde ser lida
   *[other] { $n } não puderam ser lidas
}
fact-redacted = Rasurado
fact-redacted-note = { $n ->
    [0] nenhuma marca no texto legível
    [one] { $n } marca no texto legível
   *[other] { $n } marcas no texto legível
}
fact-language = Língua
fact-signals-note = razões para perguntar, não constatações
ask-buyer = Só o comprador o pode publicar.
method-not-published = forma de compra não publicada

timeline-title = Cronologia
timeline-none = Nenhuma data foi publicada para este processo. Só o comprador pode publicar datas.
timeline-label = { $n ->
    [one] Cronologia com { $n } data; a tabela abaixo diz o mesmo
   *[other] Cronologia com { $n } datas; a tabela abaixo diz o mesmo
}
timeline-caption = { $n ->
    [one] { $n } acontecimento, na data publicada.
   *[other] { $n } acontecimentos, nas datas publicadas.
}
timeline-undated = { $n ->
    [one] { $n } não tem data utilizável e está só na tabela.
   *[other] { $n } não têm data utilizável e estão só na tabela.
}
signals-title = Sinais a esclarecer
signals-caption = Cada sinal com os números que o fizeram; qualquer pessoa os pode calcular de novo
signals-none = Nenhum sinal foi encontrado. Isso só fala do que pôde ser avaliado.
signals-coverage = { $n ->
    [one] { $n } de { $all } alertas pôde ser avaliado
   *[other] { $n } de { $all } alertas puderam ser avaliados
}; { $not ->
    [0] não faltavam dados.
    [one] para { $not } os dados não foram publicados.
   *[other] para { $not } os dados não foram publicados.
}
signal-concerns = Refere-se a
signal-numbers = Os números
evidence-whole = publicação inteira
entry-n = entrada { $n }
superseded-by = corrigida pela entrada { $n }
not-assessed-title = O que não pôde ser avaliado
not-assessed-summary = { $n ->
    [one] { $n } alerta não pôde ser avaliado, e porquê
   *[other] { $n } alertas não puderam ser avaliados, e porquê
}
not-assessed-caption = Alertas sem resposta, e os dados que a dariam
missing-what = O que falta
missing-who = O comprador poderia publicar estes dados; quem importar aqui a próxima publicação acrescenta-os.
verdict-unknown = desconhecido
clauses-title = Cláusulas do contrato
clauses-caption = Vereditos sobre vinte cláusulas, por texto de contrato
clauses-ask = Cláusulas a esclarecer em
clauses-all = As vinte cláusulas e o que o contrato diz
clauses-note = Vinte cláusulas que mantêm o controlo na autoridade eleitoral e deixam outros auditar. É um exame de conteúdo, não aconselhamento jurídico; onde há páginas ilegíveis, uma cláusula fica por ler, nunca ausente.
clauses-not-assessed = As cláusulas deste texto ainda não foram avaliadas. É desconhecido: nada diz a favor ou contra o contrato.
contract-lead-unassessed = Este texto de contrato de { $pages ->
    [one] { $pages } página
   *[other] { $pages } páginas
} está no registo. As suas cláusulas ainda não foram avaliadas.
tailoring-title = Sinais de um concurso à medida de um fornecedor
tailoring-note = Cada um é indicado com o seu lugar e nunca somado: um só pode ter uma boa razão.
tailoring-caption = O que se encontrou, em que processo e onde está
no-contract-text = Nenhum texto de contrato foi publicado com este processo; nada se pode dizer das suas cláusulas. Só o comprador ou o fornecedor o poderiam fornecer.
pages-read = { $n ->
    [one] { $n } página
   *[other] { $n } páginas
}{ $unread ->
    [0] , tudo lido
    [one] , { $unread } por ler
   *[other] , { $unread } por ler
}
values-title = Adjudicações e contratos
values-none = Nenhuma adjudicação e nenhum contrato foram publicados.
awards-caption = Adjudicações tal como publicadas
contracts-caption = Contratos: primeiro e último valor visto no registo
seen-once = visto uma só vez
period = { $from } – { $to }
parties-title = Quem participa
parties-caption = Organizações e seus papéis
parties-none = Nenhuma organização foi nomeada.
missing-title = O que falta
missing-none = Não falta nenhum dos campos importantes.
missing-lead = { $n ->
    [one] { $n } campo importante não foi publicado:
   *[other] { $n } campos importantes não foram publicados:
}
problems-title = Problemas encontrados na importação
problems-caption = O que estava mal, onde, e o que se fez
problems-lead = { $n ->
    [one] Ao ler estes dados encontrou-se { $n } problema; nada foi posto de lado em silêncio.
   *[other] Ao ler estes dados encontraram-se { $n } problemas; nada foi posto de lado em silêncio.
}
problem-code = Problema
problem-place = Lugar
problem-what = O que se encontrou
problem-action = O que se fez
problem-at = ficheiro { $input }, linha { $line }
evidence-title = Provas e demonstração
evidence-lead = Tudo nesta página foi calculado a partir destes documentos. Cada um está no registo sob o seu resumo, com a prova de que lá ficou sem mudança.
evidence-how = Como verificar
sources-caption = Documentos por trás desta página, e a prova de cada um
release-title = O que foi publicado
release-lead = { $n ->
    [one] A única publicação deste processo no registo
   *[other] As { $n } publicações deste processo no registo, reunidas: o que foi dito depois substitui o que foi dito antes
}. As pessoas singulares e os contactos foram retirados na importação.
release-at = O que se procura:
release-marked = Ver no seu lugar
release-nothing = Não há nada neste lugar; abaixo está marcada a parte que o rodeia.
release-folded = A publicação é longa, por isso omitem-se aqui as partes longe do lugar marcado. Completa:
release-omitted = { $n ->
    [one] { $n } elemento omitido
   *[other] { $n } elementos omitidos
}
release-from = As publicações de que é feita
release-link = A publicação compilada completa
proof-download = Descarregar a prova
published-by = Publicado por { $publisher } com a licença { $license }.
published-by-no-license = Publicado por { $publisher }; não foi indicada licença.
published-by-nobody = Os dados não dizem quem os publicou.
reply-title = Direito de resposta
reply-none = Ainda ninguém respondeu.
reply-to = responde a
reply-beside = { $by } respondeu em { $at }
reply-how = O comprador, o fornecedor ou a autoridade podem responder a tudo nesta página. A resposta é posta no registo com a sua data e fica aqui, nas suas próprias palavras.
reply-how-1 = Indique a página e o sinal ou número a que responde.
reply-how-2 = Envie o texto, assinado pela sua organização, a quem opera este sítio.
reply-how-3 = O operador acrescenta-o como entrada que remete para aquilo a que responde; depois ninguém o pode mudar, nem nós.
reply-send = Enviar uma resposta
reply-correction = Se os dados estiverem errados, publique uma versão corrigida: a correção substitui à vista de todos, e a versão anterior continua legível.

contracts-title = Textos de contratos
contracts-lead = { $n ->
    [0] Ainda não foi publicado nenhum texto de contrato.
    [one] { $n } texto de contrato foi publicado junto do seu processo.
   *[other] { $n } textos de contratos foram publicados junto dos seus processos.
} Abra um para o ler com os lugares marcados que decidem sobre as suas cláusulas.
contract-lead = { $n ->
    [one] { $n } de { $all } cláusulas foi encontrada por inteiro
   *[other] { $n } de { $all } cláusulas foram encontradas por inteiro
} em { $pages ->
    [one] { $pages } página.
   *[other] { $pages } páginas.
}
contract-lead-gaps = { $weak ->
    [one] { $weak } é fraca
   *[other] { $weak } são fracas
}, { $against ->
    [one] { $against } é contrariada
   *[other] { $against } são contrariadas
}, { $absent ->
    [one] { $absent } está ausente
   *[other] { $absent } estão ausentes
} e { $unread ->
    [0] nenhuma ficou por ler.
    [one] { $unread } não pôde ser julgada porque há páginas ilegíveis.
   *[other] { $unread } não puderam ser julgadas porque há páginas ilegíveis.
}
clause-must = tem de lá estar
clause-should = devia lá estar
on-page = página { $n }
annexes-title = Anexos
annexes-caption = Anexos de que o texto fala, e se foram publicados com ele
annexes-none = O texto não remete para nenhum anexo.
text-title = O texto inteiro
text-lead = Tal como lido do ficheiro publicado, página a página. Os lugares marcados são aqueles em que assentam os vereditos; o código junto da marca diz a cláusula.
text-not-here = O texto deste contrato já não está publicado aqui. Os vereditos continuam no registo; o comprador poderia fornecer o texto.
text-cut = O texto continua; para o resto, leve o ficheiro tal como publicado.
page-heading = Página { $n }
page-unreadable = Esta página não contém texto legível, por exemplo por ser uma imagem. O que possa dizer está por ler, não ausente. O comprador poderia publicar uma cópia legível.
contract-as-published = Contrato tal como publicado

buyers-title = Compradores
buyers-lead = { $n ->
    [0] Ainda não há compradores no registo.
    [one] { $n } entidade pública comprou tecnologia eleitoral.
   *[other] { $n } entidades públicas compraram tecnologia eleitoral.
} Abra uma para ver como se reparte a sua despesa e quanto dela depende de um só fornecedor.
vendors-title = Fornecedores
vendors-lead = { $n ->
    [0] Ainda não há fornecedores no registo.
    [one] { $n } fornecedor vendeu tecnologia eleitoral.
   *[other] { $n } fornecedores venderam tecnologia eleitoral.
} Abra um para ver a quem vende, a que se comprometeu e como cumpriu.
organisations-caption = Organizações no registo
n-processes = { $n ->
    [one] { $n } processo
   *[other] { $n } processos
}
n-vendors = { $n ->
    [one] { $n } fornecedor
   *[other] { $n } fornecedores
}
n-buyers = { $n ->
    [one] { $n } comprador
   *[other] { $n } compradores
}
n-awards = { $n ->
    [one] { $n } adjudicação
   *[other] { $n } adjudicações
}
n-signals = { $n ->
    [0] nenhum sinal
    [one] { $n } sinal
   *[other] { $n } sinais
}
n-awards-missing = { $n ->
    [one] { $n } adjudicação
   *[other] { $n } adjudicações
}, { $missing ->
    [0] nenhuma sem montante
    [one] { $missing } sem montante
   *[other] { $missing } sem montante
}
n-unknown = número não indicado
n-missing = { $n ->
    [0] nada falta
    [one] falta { $n }
   *[other] faltam { $n }
}
days = { $n ->
    [one] { $n } dia
   *[other] { $n } dias
}
times = × { $n }
other-names = Publicado também como:
buyer-lead = { $name } aparece como comprador em { $n ->
    [one] { $n } processo
   *[other] { $n } processos
} com { $others ->
    [one] { $others } fornecedor.
   *[other] { $others } fornecedores.
}
buyer-lead-largest = Da sua despesa conhecida em { $currency }, a maior parte, { $share }, foi para { $name }.
vendor-lead = { $name } recebeu contratos em { $n ->
    [one] { $n } processo
   *[other] { $n } processos
} de { $others ->
    [one] { $others } comprador.
   *[other] { $others } compradores.
}
vendor-lead-largest = É em { $name } que mais pesa, com { $share } da despesa conhecida em { $currency }.
incumbency-picture = Adjudicações seguidas: no máximo { $longest }, as últimas { $current }
vendor-lead-none = { $name } participa em contratações deste registo, mas não foi publicada nenhuma adjudicação ativa a seu favor. Por isso não se podem calcular as suas partes, a concentração nem as adjudicações seguidas.
buyer-lead-none = { $name } conduziu compras deste registo, mas nenhum processo a nomeia como comprador. Por isso não se pode calcular a sua despesa.
share-unknown = As partes não podem ser calculadas, porque nenhum montante foi publicado.
shares-title = Quem recebe quanto
shares-title-vendor = Que parte da despesa de cada comprador recebe
shares-note = Parte da despesa conhecida deste comprador, por moeda. Adjudicações sem montante contam como em falta, nunca como zero.
shares-note-vendor = Parte da despesa conhecida de cada comprador que foi para este fornecedor, por moeda. Adjudicações sem montante contam como em falta, nunca como zero.
shares-caption = Partes do montante adjudicado em
incumbency = { $longest ->
    [one] no máximo { $longest } seguida
   *[other] no máximo { $longest } seguidas
}, { $current ->
    [0] a última não
    [one] também a última
   *[other] também as últimas { $current }
}
incumbency-longest = no máximo { $longest } seguidas
hhi-heading = Quão concentrada é a despesa
hhi-note = O índice de Herfindahl-Hirschman vai de quase 0 (muitas partes pequenas) a 10.000 (um só fornecedor). As marcas são os limites das orientações dos Estados Unidos sobre concentrações: 1.500 e 2.500 na edição de 2010, 1.000 e 1.800 na de 2023.
hhi-title = Concentração da despesa em { $currency }
hhi-text = { $band ->
    [low] O índice é { $value }: abaixo de 1.500, não concentrado pela edição de 2010.
    [moderate] O índice é { $value }: entre 1.500 e 2.500, moderadamente concentrado pela edição de 2010.
   *[high] O índice é { $value }: acima de 2.500, muito concentrado pela edição de 2010.
}
years-title = Despesa por ano
years-caption = Adjudicações ativas pelo ano da sua data, em
years-label = Colunas do montante adjudicado por ano em { $currency }; a tabela abaixo diz o mesmo
measures-title = Medidas de dependência
measures-note = Dez medidas de como seria difícil mudar de fornecedor, cada uma com o número em que assenta e o que faltou. Uma medida não definida é desconhecida, não é zero.
measures-none = Nenhum par de comprador e fornecedor pôde ser medido.
measures-caption = Medidas L1 a L10 com
more-pairs = { $n ->
    [one] Mais { $n } organização está no ficheiro a descarregar.
   *[other] Mais { $n } organizações estão no ficheiro a descarregar.
}
undefined-because = não definido: { $reason }
undefined = não definido: faltam dados
pledges-title = Compromissos
pledges-caption = O que o fornecedor prometeu em público
pledges-none = Nenhum compromisso deste fornecedor está no registo.
pledge-unverified = texto não verificado
reviews-title = Avaliações do desempenho
reviews-caption = Avaliações depois de eleições
reviews-none = Nenhuma avaliação do desempenho deste fornecedor está no registo.
review-score = { $mean } de 4; { $n ->
    [one] { $n } critério pontuado
   *[other] { $n } critérios pontuados
}, { $missing } sem pontuação
review-no-reply = sem resposta
latest-title = Últimos processos
latest-none = Nenhum processo está no registo.
latest-all = Todos os seus processos na lista
