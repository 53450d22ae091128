# Auditorias de limite de risco e contagens rápidas.
nav-audits = Auditorias
audits-title = Auditorias do papel e contagens rápidas
audits-lead = { $n ->
    [0] Ainda não consta nenhuma auditoria no registo. Quando constar, a sua pasta é derivada de novo só a partir dos ficheiros, e qualquer pessoa o pode fazer também.
    [one] { $n } auditoria: o papel confirma o resultado anunciado? Qualquer pessoa pode calcular de novo a resposta.
   *[other] { $n } auditorias: o papel confirma os resultados anunciados? Qualquer pessoa pode calcular de novo cada resposta.
}
audits-caption = Auditorias, a mais recente primeiro
audits-counts-caption = Contagens rápidas
audits-audit = Auditoria
audits-contest = Eleição
audits-contests = Eleições
audits-limit = Limite de risco
audits-risk = Risco até agora
audits-state = Estado
audits-states = Estados publicados
audits-meaning = Uma auditoria compara uma amostra aleatória do papel com o resultado. O risco é a maior probabilidade de um resultado errado ter passado despercebido. Uma auditoria só significa algo sobre papel bem guardado.
audit-state-confirmed = Confirmado
audit-state-open = Ainda não confirmado
audit-state-full_count = É preciso contar tudo à mão
audit-state-not_auditable = Não pode ser auditado: contar tudo à mão
audit-state-unmeasured = Ainda não foi lido papel
audit-state-unverified = O publicado não se sustenta
audit-state-unjudged = Ainda não julgado
audit-lead-confirmed = Todas as eleições auditadas estão confirmadas. Se um resultado estivesse errado, a probabilidade de esta auditoria não o ver é no máximo o seu limite de risco.
audit-lead-open = Nem todas as eleições estão ainda confirmadas. Isso nada diz contra um resultado: é preciso ler mais papel.
audit-lead-full_count = Pelo menos uma eleição tem de ser contada toda à mão. Só essa contagem pode dizer quem a ganhou.
audit-lead-unmeasured = A auditoria começou. Ainda não foi lido nem julgado papel.
audit-lead-unverified = O publicado não se sustenta: pelo menos um ficheiro não pode ser derivado de novo, ou um passo foi reescrito. Nenhum resultado é mostrado como confirmado.
audit-lead-unjudged = O último estado consta no registo e ainda não está julgado.
audit-compliance-none = Não consta nenhuma auditoria de conformidade. Este registo não mostra se o papel está completo e foi bem guardado; sem ela, o risco abaixo pouco significa.
audit-compliance = Constam provas de uma auditoria de conformidade (cadeia de custódia, contabilidade dos boletins, quem pode votar). Ninguém as julgou aqui.
audit-compliance-file = As provas tal como entregues
audit-reasons = O que não se sustenta
audit-reasons-note = Cada verificação que falhou, o lugar na pasta e o que lá se encontrou
audit-more-reasons = { $n ->
    [one] E mais { $n } motivo, no veredicto.
   *[other] E mais { $n } motivos, no veredicto.
}
audit-fact-contests = Eleições confirmadas
audit-fact-contests-value = { $n } de { $all }
audit-fact-read = Boletins lidos
audit-fact-read-note = { $n ->
    [one] em { $n } ronda
   *[other] em { $n } rondas
}
audit-fact-differences = Diferenças encontradas
audit-fact-differences-note = papel face ao registo, todas as eleições
audit-fact-order = Compromisso antes da semente
audit-order-proven = Publicado aqui por esta ordem
audit-order-not_proven = Este registo não o mostra
audit-order-no_seed = Ainda sem semente
audit-order-proven-text = O compromisso foi publicado neste registo antes de a semente ser publicada aqui. Quando a semente foi sorteada, nenhum registo o pode mostrar; quem a sorteou em público pode.
audit-order-not_proven-text = O compromisso chegou a este registo com a semente ou depois dela, ou antes houve outro compromisso. As horas do diário são a palavra de quem o escreveu; peça-lhes que publiquem cada passo quando é dado.
audit-order-no_seed-text = A semente não foi sorteada. Quem guardar agora uma cópia do compromisso poderá verificar mais tarde que nada mudou.
audit-committed-here = Compromisso publicado aqui
audit-seed-here = Semente publicada aqui
audit-next = O que se segue
audit-next-ingest = Elaboram-se as afirmações de cada eleição; depois registos e afirmações são fixados num compromisso.
audit-next-assert = Registos e afirmações são fixados num compromisso antes de alguém conhecer a amostra.
audit-next-commit = A semente é sorteada em público, por exemplo com dados: vinte algarismos que ninguém podia prever.
audit-next-seed = A primeira amostra segue-se da semente; qualquer pessoa a pode tirar de novo.
audit-next-sample = Os boletins da lista são procurados e lidos por duas pessoas cada um.
audit-next-record = O risco é calculado a partir das leituras.
audit-next-risk-open = Tira-se outra ronda para as eleições não confirmadas: { $names }.
audit-next-risk-full = Estas eleições são contadas todas à mão, e essa contagem decide: { $names }.
audit-next-risk-confirmed = Nada resta para tirar. O resultado sustenta-se com o risco indicado.
audit-next-unverified = Quem conduz a auditoria explica o que não se sustenta. Até lá não se deve confiar em nada daqui.
audit-rule = Regra
audit-rule-plurality = mais votos
audit-rule-approval = mais aprovações
audit-rule-scoring = maior soma de pontos
audit-rule-supermajority = mais do que uma parte fixa
audit-rule-threshold = pelo menos uma parte fixa
audit-rule-dhondt = mandatos às listas por D'Hondt
audit-rule-sainte-lague = mandatos às listas por Sainte-Laguë
audit-rule-hamilton = mandatos às listas pelo maior resto
audit-rule-irv = por ordem de preferência, sai o último (segunda volta instantânea)
audit-rule-two-round = maioria, senão segunda volta
audit-type-comparison = cada boletim face ao seu registo
audit-type-polling = só o papel
audit-type-oneaudit = registos onde os há, senão totais de grupos
audit-type-batch = totais de lotes
audit-contest-line = { $rule }; { $type }; limite de risco { $limit }; no máximo { $cards } boletins.
audit-phantoms = { $n ->
    [one] { $n } boletim pode existir sem registo; se sair na amostra conta contra o resultado.
   *[other] { $n } boletins podem existir sem registo; se saírem na amostra contam contra o resultado.
}
audit-reported = Resultado anunciado
audit-candidate = Candidatura ou lista
audit-votes = Votos
audit-seats = Mandatos
audit-wins = ganha
audit-risk-title = Risco depois de cada ronda
audit-risk-chart = Risco depois de cada ronda face ao limite de { $limit }
audit-round = Ronda
audit-drawn = Tirados
audit-sampled = Boletins até agora
audit-phantoms-drawn = Sem registo
audit-read = Lidos ou procurados
audit-assertions = O que tem de ser verdade no papel
audit-assertions-note = O resultado está certo se cada frase for verdade no papel. p é o risco só desta frase.
audit-assertion = Frase
audit-p = p
audit-over_two = A mais em dois
audit-over_one = A mais em um
audit-under_one = A menos em um
audit-under_two = A menos em dois
audit-other = Outras
audit-says-plurality = { $w } tem mais votos do que { $l }.
audit-says-scoring = { $w } tem uma soma de pontos maior do que { $l }.
audit-says-above = { $w } tem mais de { $share } dos votos válidos.
audit-says-below = { $l } tem menos de { $share } dos votos válidos.
audit-says-average = { $w } mantém o seu último mandato face a { $l }: os votos de { $w } divididos por { $a } são mais do que os de { $l } divididos por { $b }.
audit-says-remainder = { $w } mantém o seu último mandato face a { $l }, cujo resto é demasiado pequeno.
audit-says-neb = { $w } não pode sair da contagem antes de { $l }: mais boletins têm { $w } em primeiro do que { $l } à sua frente.
audit-says-nen = Quando só restam { $left } na contagem, { $w } tem mais votos do que { $l }.
audit-endings = Porque mais ninguém pode ter ganho
audit-endings-note = Contado desde o fim: cada outro desfecho da contagem, até uma frase acima o excluir.
audit-tree = Os outros desfechos em árvore: cada ramo termina, riscado, onde uma asserção o exclui; a lista abaixo diz qual
audit-tree-wins = ganharia
audit-tree-before = saiu logo antes
audit-ending-wins = Ganha { $name }.
audit-ending-before = Logo antes sai { $name }.
audit-ending-out = Excluído:
audit-differences = Onde papel e registo diferem
audit-differences-none = Nenhum boletim lido até agora difere do seu registo.
audit-differences-note = Como está escrito nos ficheiros: - é nenhum voto válido, > separa preferências, vazio quer dizer que a eleição não está no boletim
audit-card = Boletim
audit-record = O registo diz
audit-paper = O papel diz
audit-paper-not_found = não encontrado
audit-paper-unreadable = ilegível
audit-whole-card = boletim inteiro
audit-order-title = O que foi fixado antes de se conhecer a amostra
audit-committed = Compromisso
audit-root = Raiz de todos os boletins
audit-cards-committed = Boletins
audit-seed = Semente
audit-seed-time = Sorteio da semente
audit-witnesses = Testemunhas nomeadas no ficheiro
audit-by-log = (hora do diário)
audit-rounds = Rondas e amostra
audit-pull = Lista de busca: que boletim está onde
audit-pull-title = Lista de busca
audit-pull-lead = { $n ->
    [0] Ainda nada foi tirado.
    [one] { $n } boletim ou lote a buscar, por lugar de depósito. Só nomeia lugares.
   *[other] { $n } boletins ou lotes a buscar, por lugar de depósito. Só nomeia lugares.
}
audit-place = Lugar de depósito
audit-place-none = lugar não indicado no manifesto
audit-batch = Lote
audit-position = Posição
audit-checked = O que foi verificado
audit-check = Verificação
audit-outcome = Resultado
audit-outcome-passed = sustenta-se
audit-outcome-failed = não se sustenta
audit-outcome-not_applicable = ainda não é devido
audit-outcome-not_reached = não se chegou a ela
audit-check-RLA-V-CHAIN = Cada passo do diário nomeia o anterior?
audit-check-RLA-V-TIME = Os passos seguem-se em hora e ordem?
audit-check-RLA-V-FILE = Cada ficheiro é o que o seu passo indica?
audit-check-RLA-V-HEAD = A cabeça é a publicada noutro lugar?
audit-check-RLA-V-COMMIT = O compromisso ajusta-se aos registos e às afirmações?
audit-check-RLA-V-MANIFEST = Não há mais registos do que boletins no manifesto?
audit-check-RLA-V-CENSUS = Os totais seguem-se dos registos?
audit-check-RLA-V-ASSERT = As afirmações seguem-se, e bastam?
audit-check-RLA-V-SEED = A semente está bem formada e nomeia este compromisso?
audit-check-RLA-V-SAMPLE = Cada amostra segue-se da semente?
audit-check-RLA-V-MVR = Há uma leitura de cada boletim tirado, e nenhuma outra?
audit-check-RLA-V-RISK = Cada risco segue-se das leituras?
audit-check-RLA-V-EXTENDS = Este estado mantém cada passo de todos os anteriores?
audit-check-RLA-Q-DESIGN = O plano e as mesas são os que foram publicados primeiro?
audit-check-RLA-Q-RETURNS = Cada ata publicada ficou como estava?
audit-stage-ingest = Registos recebidos
audit-stage-assert = Afirmações elaboradas
audit-stage-commit = Compromisso feito
audit-stage-seed = Semente sorteada
audit-stage-sample = Amostra tirada
audit-stage-record = Papel lido
audit-stage-risk = Risco calculado
audit-states-title = Estados no registo
audit-states-note = Cada estado tem de manter cada passo de todos os anteriores. Assim, o que foi fixado não pode mudar sem que se veja.
audit-stage = Último passo
audit-files = Ficheiros do último estado
audit-file = Ficheiro
audit-size = Tamanho
audit-verdict-file = Veredicto em JSON
audit-verify-title = Verifique você mesmo
audit-verify = Guarde os ficheiros abaixo com os seus nomes numa pasta e execute este comando; deriva tudo de novo e não precisa de servidor. A cabeça mostra que ninguém lhe deu outro diário.
audit-verify-record = Ou verifique o registo inteiro:
count-lead-lead = { $first } está à frente de { $second }. O intervalo e o pior caso excluem o empate.
count-lead-too_close = A amostra não pode dizer quem vai à frente; ninguém pode ser chamado vencedor.
count-lead-waiting = A amostra está tirada. Ainda não chegou nenhuma ata.
count-lead-unverified = O publicado não se sustenta; não se mostra nenhuma estimativa.
count-lead-unjudged = O último estado consta no registo e ainda não está julgado.
count-state-lead = Há vantagem
count-state-too_close = Demasiado renhido
count-state-waiting = À espera de atas
count-state-unverified = O publicado não se sustenta
count-state-unjudged = Ainda não julgado
count-note = Uma contagem rápida estima a partir de uma amostra aleatória de mesas de voto. Não é um resultado.
count-fact-received = Mesas que informaram
count-fact-received-value = { $n } de { $all }
count-fact-stations = { $n ->
    [one] { $n } mesa de voto ao todo
   *[other] { $n } mesas de voto ao todo
}
count-fact-turnout = Participação
count-fact-difference = Diferença entre os dois primeiros
count-fact-worst = Com as mesas em falta no pior caso
count-range = { $low } a { $high }
count-shares = Partes dos votos válidos
count-share = Estimativa
count-interval = Intervalo
count-bar = Intervalo como barra, de { $low } a { $high }
count-interval-fixed = Todas as mesas tiradas informaram. Os intervalos são os da amostra terminada; confiança { $c }.
count-interval-sequence = Ainda chegam atas. Os intervalos valem em cada olhar, por mais vezes que se olhe; confiança { $c }.
count-order-proven = O plano e as mesas foram publicados aqui antes de a primeira ata ser publicada aqui.
count-order-not_proven = Este registo não mostra o plano e as mesas antes da primeira ata: chegaram juntos, ou o primeiro estado continha mais.
count-order-no_returns = Não chegou nenhuma ata; as mesas tiradas constam no registo.
count-design-here = Plano publicado aqui
count-returns-here = Primeira ata publicada aqui
count-strata = Estratos
count-stratum = Estrato
count-stations = Mesas
count-drawn = Tiradas
count-received = Informaram
count-sample = Mesas tiradas
count-station = Mesa
count-came = informou
count-missing = falta
count-verify = Guarde os ficheiros abaixo com os seus nomes numa pasta e execute estes comandos.
method-audits = Auditorias e contagens rápidas
method-audits-note = O papel face ao resultado anunciado; as mesas face ao todo.
home-audits-title = O papel confirma o resultado?
home-audits = { $n ->
    [one] Consta { $n } auditoria ou contagem rápida no registo, com a sua amostra, as suas diferenças e o seu risco.
   *[other] Constam { $n } auditorias e contagens rápidas no registo, com as suas amostras, diferenças e riscos.
}
kind-rla-audit = Estado de uma auditoria
kind-rla-quickcount = Estado de uma contagem rápida
kind-rla-finding = Veredicto sobre uma auditoria ou contagem rápida
