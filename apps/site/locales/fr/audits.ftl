# Audits à risque limité et comptages rapides.
nav-audits = Audits
audits-title = Audits du papier et comptages rapides
audits-lead = { $n ->
    [0] Aucun audit ne figure encore au registre. Dès qu'il y en a un, son dossier est dérivé de nouveau à partir des seuls fichiers, et chacun peut le faire aussi.
    [one] { $n } audit : le papier confirme-t-il le résultat annoncé ? Chacun peut recalculer la réponse.
   *[other] { $n } audits : le papier confirme-t-il les résultats annoncés ? Chacun peut recalculer chaque réponse.
}
audits-caption = Audits, le plus récent d'abord
audits-counts-caption = Comptages rapides
audits-audit = Audit
audits-contest = Scrutin
audits-contests = Scrutins
audits-limit = Limite de risque
audits-risk = Risque à ce jour
audits-state = État
audits-states = États publiés
audits-meaning = Un audit compare un échantillon tiré au sort du papier avec le résultat. Le risque est la plus grande probabilité qu'un résultat faux soit passé inaperçu. Un audit n'a de sens que sur un papier bien gardé.
audit-state-confirmed = Confirmé
audit-state-open = Pas encore confirmé
audit-state-full_count = Recomptage manuel complet requis
audit-state-not_auditable = Ne peut être audité : recomptage manuel complet
audit-state-unmeasured = Aucun papier lu encore
audit-state-unverified = Ce qui est publié ne tient pas
audit-state-unjudged = Pas encore jugé
audit-lead-confirmed = Chaque scrutin audité est confirmé. Si un résultat était faux, la probabilité que cet audit ne l'ait pas vu est au plus sa limite de risque.
audit-lead-open = Tous les scrutins ne sont pas encore confirmés. Cela ne dit rien contre un résultat : il faut lire plus de papier.
audit-lead-full_count = Au moins un scrutin doit être compté entièrement à la main. Seul ce comptage peut dire qui l'a gagné.
audit-lead-unmeasured = L'audit a commencé. Aucun papier n'a encore été lu ni jugé.
audit-lead-unverified = Ce qui est publié ne tient pas : au moins un fichier ne peut être dérivé de nouveau, ou une étape a été réécrite. Aucun résultat n'est montré comme confirmé.
audit-lead-unjudged = Le dernier état figure au registre et n'est pas encore jugé.
audit-compliance-none = Aucun audit de conformité n'est versé au dossier. Ce registre ne montre pas si le papier est complet et a été bien gardé ; sans cela le risque ci-dessous signifie peu.
audit-compliance = Les preuves d'un audit de conformité (chaîne de garde, décompte des bulletins, droit de vote) sont versées au dossier. Personne ne les a jugées ici.
audit-compliance-file = Preuves telles que versées
audit-reasons = Ce qui ne tient pas
audit-reasons-note = Chaque vérification qui a échoué, l'endroit dans le dossier et ce qui y a été trouvé
audit-more-reasons = { $n ->
    [one] Et { $n } motif de plus, dans le verdict.
   *[other] Et { $n } motifs de plus, dans le verdict.
}
audit-fact-contests = Scrutins confirmés
audit-fact-contests-value = { $n } sur { $all }
audit-fact-read = Bulletins lus
audit-fact-read-note = { $n ->
    [one] en { $n } tour
   *[other] en { $n } tours
}
audit-fact-differences = Différences trouvées
audit-fact-differences-note = papier contre enregistrement, tous scrutins
audit-fact-order = Engagement avant la graine
audit-order-proven = Publié ici dans cet ordre
audit-order-not_proven = Ce registre ne le montre pas
audit-order-no_seed = Pas encore de graine
audit-order-proven-text = L'engagement a été publié à ce registre avant que la graine y soit publiée. Quand la graine fut tirée, aucun registre ne peut le montrer ; qui l'a tirée en public le peut.
audit-order-not_proven-text = L'engagement est arrivé à ce registre avec la graine ou après elle, ou un autre engagement y figurait avant. Les heures du journal sont la parole de ceux qui l'ont écrit ; demandez-leur de publier chaque étape quand elle est faite.
audit-order-no_seed-text = La graine n'est pas tirée. Qui garde maintenant une copie de l'engagement pourra vérifier plus tard que rien n'a changé.
audit-committed-here = Engagement publié ici
audit-seed-here = Graine publiée ici
audit-next = La suite
audit-next-ingest = Les affirmations de chaque scrutin sont établies, puis enregistrements et affirmations font l'objet d'un engagement.
audit-next-assert = Enregistrements et affirmations font l'objet d'un engagement avant que quiconque connaisse l'échantillon.
audit-next-commit = La graine est tirée en public, par exemple aux dés : vingt chiffres que personne ne pouvait prévoir.
audit-next-seed = Le premier échantillon découle de la graine ; chacun peut le tirer de nouveau.
audit-next-sample = Les bulletins de la liste sont cherchés et lus par deux personnes chacun.
audit-next-record = Le risque est calculé à partir des lectures.
audit-next-risk-open = Un autre tour est tiré pour les scrutins non confirmés : { $names }.
audit-next-risk-full = Ces scrutins sont comptés entièrement à la main, et ce comptage décide : { $names }.
audit-next-risk-confirmed = Il ne reste rien à tirer. Le résultat tient au risque indiqué.
audit-next-unverified = Ceux qui conduisent l'audit expliquent ce qui ne tient pas. D'ici là il ne faut se fier à rien de cette page.
audit-rule = Règle
audit-rule-plurality = le plus de voix
audit-rule-approval = le plus d'approbations
audit-rule-scoring = la plus grande somme de notes
audit-rule-supermajority = plus d'une part fixe
audit-rule-threshold = au moins une part fixe
audit-rule-dhondt = sièges aux listes selon D'Hondt
audit-rule-sainte-lague = sièges aux listes selon Sainte-Laguë
audit-rule-hamilton = sièges aux listes au plus fort reste
audit-rule-irv = par ordre de préférence, le dernier sort (vote alternatif)
audit-rule-two-round = majorité, sinon second tour
audit-type-comparison = chaque bulletin contre son enregistrement
audit-type-polling = le papier seul
audit-type-oneaudit = enregistrements là où il y en a, sinon totaux de groupes
audit-type-batch = totaux de lots
audit-contest-line = { $rule } ; { $type } ; limite de risque { $limit } ; au plus { $cards } bulletins.
audit-phantoms = { $n ->
    [one] { $n } bulletin peut exister sans enregistrement ; tiré, il compte contre le résultat.
   *[other] { $n } bulletins peuvent exister sans enregistrement ; tirés, ils comptent contre le résultat.
}
audit-reported = Résultat annoncé
audit-candidate = Candidature ou liste
audit-votes = Voix
audit-seats = Sièges
audit-wins = gagne
audit-risk-title = Risque après chaque tour
audit-risk-chart = Risque après chaque tour face à la limite de { $limit }
audit-round = Tour
audit-drawn = Tirés
audit-sampled = Bulletins à ce jour
audit-phantoms-drawn = Sans enregistrement
audit-read = Lus ou cherchés
audit-assertions = Ce qui doit être vrai du papier
audit-assertions-note = Le résultat est juste si chaque phrase est vraie du papier. p est le risque de cette phrase seule.
audit-assertion = Phrase
audit-p = p
audit-over_two = Surestimé de deux
audit-over_one = Surestimé d'un
audit-under_one = Sous-estimé d'un
audit-under_two = Sous-estimé de deux
audit-other = Autres
audit-says-plurality = { $w } a plus de voix que { $l }.
audit-says-scoring = { $w } a une somme de notes plus grande que { $l }.
audit-says-above = { $w } a plus de { $share } des voix valables.
audit-says-below = { $l } a moins de { $share } des voix valables.
audit-says-average = { $w } garde son dernier siège face à { $l } : les voix de { $w } divisées par { $a } sont plus nombreuses que celles de { $l } divisées par { $b }.
audit-says-remainder = { $w } garde son dernier siège face à { $l }, dont le reste est trop petit.
audit-says-neb = { $w } ne peut sortir du dépouillement avant { $l } : plus de bulletins placent { $w } en premier que { $l } devant.
audit-says-nen = Quand seuls { $left } restent en lice, { $w } a plus de voix que { $l }.
audit-endings = Pourquoi personne d'autre n'a pu gagner
audit-endings-note = Raconté depuis la fin : chaque autre issue du dépouillement, jusqu'à ce qu'une phrase ci-dessus l'exclue.
audit-tree = Les autres issues en arbre : chaque branche s’arrête, barrée, là où une assertion l’exclut ; la liste ci-dessous dit laquelle
audit-tree-wins = gagnerait
audit-tree-before = éliminé juste avant
audit-ending-wins = { $name } gagne.
audit-ending-before = Juste avant, { $name } sort.
audit-ending-out = Exclu :
audit-differences = Là où papier et enregistrement diffèrent
audit-differences-none = Aucun bulletin lu à ce jour ne diffère de son enregistrement.
audit-differences-note = Comme écrit dans les fichiers : - est aucun vote valable, > sépare les rangs, vide veut dire que le scrutin n'est pas sur le bulletin
audit-card = Bulletin
audit-record = L'enregistrement dit
audit-paper = Le papier dit
audit-paper-not_found = introuvable
audit-paper-unreadable = illisible
audit-whole-card = bulletin entier
audit-order-title = Ce qui fut fixé avant de connaître l'échantillon
audit-committed = Engagement
audit-root = Racine de tous les bulletins
audit-cards-committed = Bulletins
audit-seed = Graine
audit-seed-time = Tirage de la graine
audit-witnesses = Témoins nommés dans le fichier
audit-by-log = (heure du journal)
audit-rounds = Tours et échantillon
audit-pull = Liste de recherche : quel bulletin se trouve où
audit-pull-title = Liste de recherche
audit-pull-lead = { $n ->
    [0] Rien n'est encore tiré.
    [one] { $n } bulletin ou lot à chercher, par lieu de dépôt. Elle ne nomme que des lieux.
   *[other] { $n } bulletins ou lots à chercher, par lieu de dépôt. Elle ne nomme que des lieux.
}
audit-place = Lieu de dépôt
audit-place-none = lieu absent du manifeste
audit-batch = Lot
audit-position = Position
audit-checked = Ce qui a été vérifié
audit-check = Vérification
audit-outcome = Issue
audit-outcome-passed = tient
audit-outcome-failed = ne tient pas
audit-outcome-not_applicable = pas encore dû
audit-outcome-not_reached = pas atteint
audit-check-RLA-V-CHAIN = Chaque étape du journal nomme-t-elle la précédente ?
audit-check-RLA-V-TIME = Les étapes se suivent-elles en heure et en ordre ?
audit-check-RLA-V-FILE = Chaque fichier est-il celui que son étape indique ?
audit-check-RLA-V-HEAD = La tête est-elle celle publiée ailleurs ?
audit-check-RLA-V-COMMIT = L'engagement convient-il aux enregistrements et aux affirmations ?
audit-check-RLA-V-MANIFEST = N'y a-t-il pas plus d'enregistrements que de bulletins au manifeste ?
audit-check-RLA-V-CENSUS = Les totaux découlent-ils des enregistrements ?
audit-check-RLA-V-ASSERT = Les affirmations en découlent-elles, et suffisent-elles ?
audit-check-RLA-V-SEED = La graine est-elle bien formée et nomme-t-elle cet engagement ?
audit-check-RLA-V-SAMPLE = Chaque échantillon découle-t-il de la graine ?
audit-check-RLA-V-MVR = Y a-t-il une lecture de chaque bulletin tiré, et aucune autre ?
audit-check-RLA-V-RISK = Chaque risque découle-t-il des lectures ?
audit-check-RLA-V-EXTENDS = Cet état garde-t-il chaque étape de tous les précédents ?
audit-check-RLA-Q-DESIGN = Le plan et les bureaux sont-ils ceux publiés en premier ?
audit-check-RLA-Q-RETURNS = Chaque procès-verbal publié est-il resté tel quel ?
audit-stage-ingest = Enregistrements reçus
audit-stage-assert = Affirmations établies
audit-stage-commit = Engagement fait
audit-stage-seed = Graine tirée
audit-stage-sample = Échantillon tiré
audit-stage-record = Papier lu
audit-stage-risk = Risque calculé
audit-states-title = États au registre
audit-states-note = Chaque état doit garder chaque étape de tous les précédents. Ainsi ce qui fut fixé ne peut changer sans que cela se voie.
audit-stage = Dernière étape
audit-files = Fichiers du dernier état
audit-file = Fichier
audit-size = Taille
audit-verdict-file = Verdict en JSON
audit-verify-title = Vérifiez vous-même
audit-verify = Enregistrez les fichiers ci-dessous sous leurs noms dans un dossier et lancez cette commande ; elle dérive tout de nouveau et n'a besoin d'aucun serveur. La tête montre que personne ne vous a donné un autre journal.
audit-verify-record = Ou vérifiez le registre entier :
count-lead-lead = { $first } devance { $second }. L'intervalle et le pire cas excluent l'égalité.
count-lead-too_close = L'échantillon ne peut dire qui mène ; personne ne peut être dit gagnant.
count-lead-waiting = L'échantillon est tiré. Aucun procès-verbal n'est encore arrivé.
count-lead-unverified = Ce qui est publié ne tient pas ; aucune estimation n'est montrée.
count-lead-unjudged = Le dernier état figure au registre et n'est pas encore jugé.
count-state-lead = Avance établie
count-state-too_close = Trop serré
count-state-waiting = En attente de procès-verbaux
count-state-unverified = Ce qui est publié ne tient pas
count-state-unjudged = Pas encore jugé
count-note = Un comptage rapide estime à partir d'un échantillon de bureaux de vote tiré au sort. Ce n'est pas un résultat.
count-fact-received = Bureaux ayant répondu
count-fact-received-value = { $n } sur { $all }
count-fact-stations = { $n ->
    [one] { $n } bureau de vote en tout
   *[other] { $n } bureaux de vote en tout
}
count-fact-turnout = Participation
count-fact-difference = Écart entre les deux premiers
count-fact-worst = Avec les bureaux manquants au pire
count-range = { $low } à { $high }
count-shares = Parts des voix valables
count-share = Estimation
count-interval = Intervalle
count-bar = Intervalle en barre, de { $low } à { $high }
count-interval-fixed = Tous les bureaux tirés ont répondu. Les intervalles sont ceux de l'échantillon achevé ; confiance { $c }.
count-interval-sequence = Des procès-verbaux arrivent encore. Les intervalles valent à chaque regard, si souvent qu'on regarde ; confiance { $c }.
count-order-proven = Le plan et les bureaux ont été publiés ici avant que le premier procès-verbal y soit publié.
count-order-not_proven = Ce registre ne montre pas le plan et les bureaux avant le premier procès-verbal : ils sont arrivés ensemble, ou le premier état contenait davantage.
count-order-no_returns = Aucun procès-verbal n'est arrivé ; les bureaux tirés figurent au registre.
count-design-here = Plan publié ici
count-returns-here = Premier procès-verbal publié ici
count-strata = Strates
count-stratum = Strate
count-stations = Bureaux
count-drawn = Tirés
count-received = Ont répondu
count-sample = Bureaux tirés
count-station = Bureau
count-came = a répondu
count-missing = manque
count-verify = Enregistrez les fichiers ci-dessous sous leurs noms dans un dossier et lancez ces commandes.
method-audits = Audits et comptages rapides
method-audits-note = Le papier face au résultat annoncé ; des bureaux face à l'ensemble.
home-audits-title = Le papier confirme-t-il le résultat ?
home-audits = { $n ->
    [one] { $n } audit ou comptage rapide figure au registre, avec son échantillon, ses différences et son risque.
   *[other] { $n } audits et comptages rapides figurent au registre, avec leurs échantillons, différences et risques.
}
kind-rla-audit = État d'un audit
kind-rla-quickcount = État d'un comptage rapide
kind-rla-finding = Verdict sur un audit ou un comptage rapide
