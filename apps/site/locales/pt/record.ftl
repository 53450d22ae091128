# Registo, entradas, importações, método, verificação.
record-title = O registo público
record-lead = { $n ->
    [0] Ainda nada está no registo.
    [one] { $n } entrada está no registo, numa ordem que ninguém pode mudar sem que se veja.
   *[other] { $n } entradas estão no registo, numa ordem que ninguém pode mudar sem que se veja.
} Cada uma diz quem assinou o quê e quando; quem tiver uma cópia pode verificá-las todas.
fact-checkpoint = Último ponto de controlo
fact-checkpoint-note = entradas cobertas pela assinatura do registo
fact-witnesses = Testemunhas independentes
fact-witnesses-none = Este registo não nomeia nenhuma testemunha numa política: que o operador mostra a todos o mesmo registo só se pode verificar comparando cópias.
fact-witnesses-note = de { $known } que a política do registo conhece; cada assinatura foi verificada aqui e { $enough ->
    [yes] são tantas quantas a política pede.
   *[no] são menos do que a política pede.
}
fact-witnesses-damaged = Uma coassinatura ou o próprio ficheiro da política não se verifica, por isso nenhuma é contada. Guarde uma cópia e avise o operador.
fact-origin = Origem
fact-origin-note = a sua chave verifica o ponto de controlo
record-copy = Todo o registo é uma pasta de ficheiros simples em /record/ que qualquer pessoa pode copiar.
checkpoint-show = Mostrar o ponto de controlo tal como assinado
entries-title = Entradas
entries-none = Ainda não há entradas.
record-caption = Entradas { $from } a { $to }, as mais recentes primeiro
statement-public = pública
statement-sealed = pública, com campos selados
statement-restricted = não publicada
statement-erased = apagada pela entrada { $n }
statement-gone = retida: nem aqui nem apagada
entry-lead = { $kind }, posta no registo em { $time }.
entry-title = Entrada { $n }
column-about = Sobre
entry-check = Verificar esta entrada
entry-bytes = A entrada
entry-bytes-note = São estes bytes exatos que entram na árvore. Não contêm nomes nem texto livre.
entry-statement = A declaração assinada
entry-statement-note = A entrada compromete-se com ela; o resumo do número aleatório e da declaração juntos é o compromisso.
entry-envelope = Envelope assinado
entry-nonce = Número aleatório
entry-signed = Assinado com a chave
entry-read = Ler o que foi assinado
entry-no-statement = A própria entrada fica na árvore, e as provas de todas as outras continuam válidas.

imports-title = Importações e seus problemas
imports-caption = Todas as importações, a última primeiro
imports-lead = { $n ->
    [0] Ainda nada foi importado.
    [one] Foi feita { $n } importação.
   *[other] Foram feitas { $n } importações.
} Os dados são tomados como vêm; o que tinham de errado é enumerado, e nada é posto de lado em silêncio.
import-untitled = Importação
import-lead = { $n ->
    [one] Foi lida { $n } publicação
   *[other] Foram lidas { $n } publicações
}, { $refused ->
    [0] nenhuma foi recusada
    [one] { $refused } foi recusada
   *[other] { $refused } foram recusadas
} e { $problems ->
    [0] nenhum problema foi encontrado.
    [one] foi encontrado { $problems } problema.
   *[other] foram encontrados { $problems } problemas.
}
import-releases = Publicações
import-refused = Recusadas
import-refused-note = não tomadas; a razão de cada uma está abaixo
import-persons = Pessoas singulares substituídas
import-contacts = Pontos de contacto retirados
import-persons-note = dados pessoais nunca chegam ao registo
import-problems-note = enumerados abaixo
import-inputs = Ficheiros lidos
import-file = Ficheiro
import-form = Forma
import-size = Tamanho
import-publishers = Publicadores
import-publisher = Publicador
import-license = Licença
import-no-problems = Nenhum problema foi encontrado.
import-by-code = Problemas por espécie
import-shown = { $n ->
    [one] Mostra-se aqui { $n } de { $all }; a lista inteira está no relatório publicado.
   *[other] Mostram-se aqui { $n } de { $all }; a lista inteira está no relatório publicado.
}
import-report = Relatório inteiro
severity-info = convém saber
severity-warning = desvia-se, foi lido
severity-error = não pôde ser usado
action-kept = ficou como estava
action-changed = mudado para o que deve significar
action-removed = retirado
action-refused = não tomado

method-title = Como se faz cada número
method-lead = Cada sinal, medida e veredito tem um código, uma pergunta e um método que qualquer pessoa pode seguir. Um código nunca muda de sentido; um método mudado recebe nova versão.
method-flags = Sinais
method-flags-note = Padrões de uma contratação que merecem uma pergunta.
method-measures = Medidas de dependência
method-measures-note = Até que ponto um comprador depende de um fornecedor.
method-clauses = Cláusulas de contrato
method-clauses-note = O que um contrato devia dizer para que a autoridade mantenha o controlo e outros possam auditar.
method-untranslated = O texto deste método ainda não foi traduzido e é mostrado em inglês.
method-version = Versão
method-result = Resultado inteiro
method-settings = Os ajustes com que foi calculado
method-not-computed = Ainda nada foi calculado com este método neste registo.

verify-title = Verifique você mesmo
verify-lead = Não precisa de acreditar neste sítio. Uma cópia do registo basta para verificar cada assinatura e calcular de novo cada constatação.
verify-all = Tudo de uma vez
verify-all-text = O verificador é um pequeno programa separado, sem base de dados. Construa-o a partir do código-fonte e dê-lhe este endereço ou uma pasta com uma cópia:
verify-all-says = Verifica a assinatura do registo, as testemunhas segundo a sua política, a árvore, cada entrada, cada declaração e documento, e calcula de novo cada constatação publicada. Termina com 0 se tudo se confirma, com 1 se algo não se confirma, dizendo o quê, com 2 se não pôde ver.
verify-one = Uma entrada com ferramentas comuns
verify-one-text = Os comandos seguem uma entrada desde o seu documento até à assinatura sobre todo o registo. Precisam de uma consola com curl, openssl (versão 3) e os habituais sha256sum, base64, od, sed, grep, cut, head, tail e tr. Execute-os um após outro na mesma janela e na mesma pasta vazia; cada verificação escreve «holds» (confirma-se) ou «DOES NOT HOLD» (não se confirma).
verify-entry = Número da entrada
verify-entry-button = Preparar os comandos
verify-1 = Buscar a entrada e a sua prova
verify-1-text = A entrada traz no membro c o compromisso com a sua declaração. A prova termina num ponto de controlo: o nome do registo, o número das suas entradas, o resumo da raiz e as assinaturas.
verify-2 = A entrada compromete-se com a declaração
verify-2-text = O resumo do número aleatório e da declaração tem de ser igual ao compromisso. Uma declaração apagada ou não publicada não está lá, e dela nada se pode verificar; da sua entrada, sim.
verify-3 = O seu emissor assinou a declaração
verify-3-text = A chave do emissor está numa entrada própria, que nomeia a organização. openssl tem de dizer que a assinatura está verificada.
verify-4 = A declaração diz os documentos
verify-4-text = Se a declaração diz documentos, o resumo de cada um publicado tem de ser o que ela diz. Algumas não dizem nenhum.
verify-5 = A entrada está na árvore
verify-5-text = O ciclo calcula os resumos desde a entrada até à raiz: em cada nível, esquerda e direita juntas depois de um byte 1 (RFC 6962). A prova enumera a outra metade de cada nível.
verify-6 = O registo assinou a raiz
verify-6-text = O que foi assinado é o ponto de controlo até à linha vazia. Compare a chave mostrada com a que conhece por outra via, por exemplo impressa: uma chave tirada só deste sítio prova apenas que o sítio concorda consigo mesmo.
verify-not = O que isto não prova
verify-not-text = Que um documento esteja no registo diz quem o publicou e quando, não que seja verdade o que diz. E um registo que mostre árvores diferentes a leitores diferentes só se descobre comparando pontos de controlo; é para isso que servem as testemunhas.
