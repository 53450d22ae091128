# Procédures, signaux, textes de contrats, organisations.
signal-note = Un signal est une raison de demander, non le constat d’une faute. L’acheteur et le fournisseur peuvent répondre, et la réponse figure à côté.
reply-here = Comment répondre
lead-no-buyer = Un acheteur qui n’a pas été nommé
lead-process = { $state ->
    [awarded] { $buyer } a acheté ceci à { $supplier }{ $others ->
        [0] {""}
        [one] {" "}et { $others } autre
       *[other] {" "}et { $others } autres
    }
   *[open] L’acheteur est { $buyer } ; aucune attribution n’a été publiée
}{ $method ->
    [open] , par appel d’offres ouvert.
    [selective] , par appel d’offres entre entreprises choisies.
    [limited] , par une procédure restreinte.
    [direct] , de gré à gré.
    [other] , par une procédure particulière.
   *[unknown] {" "}; le mode d’achat n’a pas été publié.
}
lead-ask = { $signals ->
    [0] Aucun signal n’a été trouvé dans ce qui a pu être évalué
    [one] Il y a { $signals } signal à éclaircir
   *[other] Il y a { $signals } signaux à éclaircir
}{ $texts ->
    [0] , et aucun texte de contrat n’a été publié : ses clauses sont donc inconnues.
    [unassessed] , et les clauses de son contrat n’ont pas été évaluées.
   *[other] { $clauses ->
        [0] , et aucune clause n’a été trouvée faible ou absente
        [one] , et { $clauses } clause qui devrait y être manque, est faible ou contredite
       *[other] , et { $clauses } clauses qui devraient y être manquent, sont faibles ou contredites
    }{ $unread ->
        [0] .
        [one] {" "}; { $unread } n’a pas pu être lue.
       *[other] {" "}; { $unread } n’ont pas pu être lues.
    }
}
fact-awarded = Attribué
fact-awarded-note = { $n ->
    [0] aucune attribution active
    [one] { $n } attribution active
   *[other] { $n } attributions actives
}, { $missing ->
    [0] aucune sans montant
    [one] { $missing } sans montant
   *[other] { $missing } sans montant
}
fact-estimate = Prévu à l’appel d’offres
fact-estimate-note = annoncé par l’acheteur
fact-tenderers = Soumissionnaires
fact-status = État de l’appel d’offres
fact-record = Au registre
fact-record-note = { $n ->
    [one] { $n } document derrière cette page
   *[other] { $n } documents derrière cette page
}
fact-pages = Pages
fact-pages-note = { $n ->
    [0] toutes ont pu être lues
    [one] { $n } n’a pas pu être lue
   *[other] { $n } n’ont pas pu être lues
}
fact-redacted = Caviardé
fact-redacted-note = { $n ->
    [0] aucune marque dans le texte lisible
    [one] { $n } marque dans le texte lisible
   *[other] { $n } marques dans le texte lisible
}
fact-language = Langue
fact-signals-note = des raisons de demander, non des constats
ask-buyer = Seul l’acheteur peut le publier.
method-not-published = mode d’achat non publié

timeline-title = Chronologie
timeline-none = Aucune date n’a été publiée pour cette procédure. Seul l’acheteur peut en publier.
timeline-label = { $n ->
    [one] Chronologie avec { $n } date ; le tableau ci-dessous dit la même chose
   *[other] Chronologie avec { $n } dates ; le tableau ci-dessous dit la même chose
}
timeline-caption = { $n ->
    [one] { $n } événement, à la date publiée.
   *[other] { $n } événements, aux dates publiées.
}
timeline-undated = { $n ->
    [one] { $n } n’a pas de date utilisable et ne figure que dans le tableau.
   *[other] { $n } n’ont pas de date utilisable et ne figurent que dans le tableau.
}
signals-title = Signaux à éclaircir
signals-caption = Chaque signal avec les nombres qui l’ont produit ; chacun peut les recalculer
signals-none = Aucun signal n’a été trouvé. Cela ne vaut que pour ce qui a pu être évalué.
signals-coverage = { $n ->
    [one] { $n } alerte sur { $all } a pu être évaluée
   *[other] { $n } alertes sur { $all } ont pu être évaluées
} ; { $not ->
    [0] aucune donnée ne manquait.
    [one] pour { $not }, les données n’ont pas été publiées.
   *[other] pour { $not }, les données n’ont pas été publiées.
}
signal-concerns = Concerne
signal-numbers = Les nombres
evidence-whole = publication entière
entry-n = entrée { $n }
superseded-by = corrigée par l’entrée { $n }
not-assessed-title = Ce qui n’a pas pu être évalué
not-assessed-summary = { $n ->
    [one] { $n } alerte n’a pas pu être évaluée, et pourquoi
   *[other] { $n } alertes n’ont pas pu être évaluées, et pourquoi
}
not-assessed-caption = Alertes sans réponse, et les données qui la donneraient
missing-what = Ce qui manque
missing-who = L’acheteur pourrait publier ces données ; qui importe ici la prochaine publication les ajoute.
verdict-unknown = inconnu
clauses-title = Clauses du contrat
clauses-caption = Verdicts sur vingt clauses, par texte de contrat
clauses-ask = Clauses à éclaircir dans
clauses-all = Les vingt clauses et ce que dit le contrat
clauses-note = Vingt clauses qui gardent la maîtrise à l’autorité électorale et permettent à d’autres d’auditer. C’est un relevé du contenu, non un avis juridique ; là où des pages sont illisibles, une clause est non lue, jamais absente.
clauses-not-assessed = Les clauses de ce texte n’ont pas encore été évaluées. C’est inconnu : cela ne dit rien pour ou contre le contrat.
contract-lead-unassessed = Ce texte de contrat de { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
} figure au registre. Ses clauses n’ont pas encore été évaluées.
tailoring-title = Signes d’un appel d’offres taillé pour un fournisseur
tailoring-note = Chacun est donné avec sa place et jamais additionné : un seul peut avoir une bonne raison.
tailoring-caption = Ce qui a été trouvé, dans quelle procédure et où
no-contract-text = Aucun texte de contrat n’a été publié avec cette procédure ; on ne peut donc rien dire de ses clauses. Seuls l’acheteur ou le fournisseur pourraient le fournir.
pages-read = { $n ->
    [one] { $n } page
   *[other] { $n } pages
}{ $unread ->
    [0] , tout est lu
    [one] , { $unread } non lue
   *[other] , { $unread } non lues
}
values-title = Attributions et contrats
values-none = Aucune attribution ni aucun contrat n’a été publié.
awards-caption = Attributions telles que publiées
contracts-caption = Contrats : première et dernière valeur vues au registre
seen-once = vue une seule fois
period = { $from } – { $to }
parties-title = Qui prend part
parties-caption = Organisations et leurs rôles
parties-none = Aucune organisation n’a été nommée.
missing-title = Ce qui manque
missing-none = Aucun des champs importants ne manque.
missing-lead = { $n ->
    [one] { $n } champ important n’a pas été publié :
   *[other] { $n } champs importants n’ont pas été publiés :
}
problems-title = Problèmes trouvés à l’importation
problems-caption = Ce qui n’allait pas, où, et ce qui en a été fait
problems-lead = { $n ->
    [one] { $n } problème a été trouvé à la lecture de ces données ; rien n’a été écarté en silence.
   *[other] { $n } problèmes ont été trouvés à la lecture de ces données ; rien n’a été écarté en silence.
}
problem-code = Problème
problem-place = Endroit
problem-what = Ce qui a été trouvé
problem-action = Ce qui a été fait
problem-at = entrée { $input }, ligne { $line }
evidence-title = Preuves et démonstration
evidence-lead = Tout sur cette page a été calculé à partir de ces documents. Chacun est au registre sous son empreinte, avec la preuve qu’il y est resté inchangé.
evidence-how = Comment le vérifier
sources-caption = Documents derrière cette page, et la preuve de chacun
release-title = Ce qui a été publié
release-lead = { $n ->
    [one] La seule publication de cette procédure au registre
   *[other] Les { $n } publications de cette procédure au registre, réunies : ce qui a été dit ensuite remplace ce qui avait été dit avant
}. Les personnes physiques et les coordonnées ont été retirées à l’importation.
release-at = Recherché :
release-marked = Le voir à sa place
release-nothing = Il n’y a rien à cet endroit ; la partie qui l’entoure est marquée ci-dessous.
release-folded = La publication est longue ; les parties éloignées de l’endroit marqué sont omises ici. En entier :
release-omitted = { $n ->
    [one] { $n } élément omis
   *[other] { $n } éléments omis
}
release-from = Les publications dont elle est faite
release-link = La publication compilée entière
proof-download = Télécharger la preuve
published-by = Publié par { $publisher } sous la licence { $license }.
published-by-no-license = Publié par { $publisher } ; aucune licence n’est indiquée.
published-by-nobody = Les données ne disent pas qui les a publiées.
reply-title = Droit de réponse
reply-none = Personne n’a encore répondu.
reply-to = répond à
reply-beside = { $by } a répondu le { $at }
reply-how = L’acheteur, le fournisseur ou l’autorité peut répondre à tout ce qui est sur cette page. La réponse est versée au registre avec sa date et figure ici, dans ses propres mots.
reply-how-1 = Nommez la page et le signal ou le chiffre auquel vous répondez.
reply-how-2 = Envoyez le texte, signé par votre organisation, à l’exploitant de ce site.
reply-how-3 = L’exploitant l’ajoute comme une entrée qui renvoie à ce à quoi elle répond ; ensuite personne ne peut la changer, nous non plus.
reply-send = Envoyer une réponse
reply-correction = Si les données sont fausses, publiez une version corrigée : la correction remplace de façon visible, et la version antérieure reste lisible.

contracts-title = Textes de contrats
contracts-lead = { $n ->
    [0] Aucun texte de contrat n’a encore été publié.
    [one] { $n } texte de contrat a été publié à côté de sa procédure.
   *[other] { $n } textes de contrats ont été publiés à côté de leurs procédures.
} Ouvrez-en un pour le lire avec les endroits marqués qui décident de ses clauses.
contract-lead = { $n ->
    [one] { $n } clause sur { $all } a été trouvée entière
   *[other] { $n } clauses sur { $all } ont été trouvées entières
} en { $pages ->
    [one] { $pages } page.
   *[other] { $pages } pages.
}
contract-lead-gaps = { $weak ->
    [one] { $weak } est faible
   *[other] { $weak } sont faibles
}, { $against ->
    [one] { $against } est contredite
   *[other] { $against } sont contredites
}, { $absent ->
    [one] { $absent } est absente
   *[other] { $absent } sont absentes
} et { $unread ->
    [0] aucune n’est restée non lue.
    [one] { $unread } n’a pas pu être jugée parce que des pages sont illisibles.
   *[other] { $unread } n’ont pas pu être jugées parce que des pages sont illisibles.
}
clause-must = doit y être
clause-should = devrait y être
on-page = page { $n }
annexes-title = Annexes
annexes-caption = Annexes dont parle le texte, et si elles ont été publiées avec lui
annexes-none = Le texte ne renvoie à aucune annexe.
text-title = Le texte entier
text-lead = Tel que lu dans le fichier publié, page par page. Les passages marqués sont ceux sur lesquels reposent les verdicts ; le code à côté d’une marque nomme la clause.
text-not-here = Le texte de ce contrat n’est plus publié ici. Les verdicts restent au registre ; l’acheteur pourrait fournir le texte.
text-cut = Le texte continue ; pour la suite, prenez le fichier tel que publié.
page-heading = Page { $n }
page-unreadable = Cette page ne contient aucun texte lisible, par exemple parce que c’est une image. Ce qu’elle peut dire est non lu, non absent. L’acheteur pourrait publier une copie lisible.
contract-as-published = Contrat tel que publié

buyers-title = Acheteurs
buyers-lead = { $n ->
    [0] Aucun acheteur n’est encore au registre.
    [one] { $n } organisme public a acheté de la technologie électorale.
   *[other] { $n } organismes publics ont acheté de la technologie électorale.
} Ouvrez-en un pour voir comment se répartit sa dépense et combien en dépend d’un seul fournisseur.
vendors-title = Fournisseurs
vendors-lead = { $n ->
    [0] Aucun fournisseur n’est encore au registre.
    [one] { $n } fournisseur a vendu de la technologie électorale.
   *[other] { $n } fournisseurs ont vendu de la technologie électorale.
} Ouvrez-en un pour voir à qui il vend, à quoi il s’est engagé et comment il a tenu parole.
organisations-caption = Organisations au registre
n-processes = { $n ->
    [one] { $n } procédure
   *[other] { $n } procédures
}
n-vendors = { $n ->
    [one] { $n } fournisseur
   *[other] { $n } fournisseurs
}
n-buyers = { $n ->
    [one] { $n } acheteur
   *[other] { $n } acheteurs
}
n-awards = { $n ->
    [one] { $n } attribution
   *[other] { $n } attributions
}
n-signals = { $n ->
    [0] aucun signal
    [one] { $n } signal
   *[other] { $n } signaux
}
n-awards-missing = { $n ->
    [one] { $n } attribution
   *[other] { $n } attributions
}, { $missing ->
    [0] aucune sans montant
    [one] { $missing } sans montant
   *[other] { $missing } sans montant
}
n-unknown = nombre non indiqué
n-missing = { $n ->
    [0] aucun ne manque
    [one] { $n } manque
   *[other] { $n } manquent
}
days = { $n ->
    [one] { $n } jour
   *[other] { $n } jours
}
times = × { $n }
other-names = Publié aussi sous le nom :
buyer-lead = { $name } figure comme acheteur dans { $n ->
    [one] { $n } procédure
   *[other] { $n } procédures
} avec { $others ->
    [one] { $others } fournisseur.
   *[other] { $others } fournisseurs.
}
buyer-lead-largest = De ses dépenses connues en { $currency }, la plus grande part, { $share }, est allée à { $name }.
vendor-lead = { $name } a obtenu des contrats dans { $n ->
    [one] { $n } procédure
   *[other] { $n } procédures
} auprès de { $others ->
    [one] { $others } acheteur.
   *[other] { $others } acheteurs.
}
vendor-lead-largest = C’est chez { $name } qu’il pèse le plus, avec { $share } des dépenses connues en { $currency }.
incumbency-picture = Attributions de suite : { $longest } au plus, les { $current } dernières
vendor-lead-none = { $name } prend part à des achats de ce registre, mais aucune attribution active en sa faveur n’a été publiée. Ses parts, sa concentration et ses attributions de suite ne peuvent donc pas être calculées.
buyer-lead-none = { $name } a mené des achats de ce registre, mais aucune procédure ne la nomme comme acheteur. Ses dépenses ne peuvent donc pas être calculées.
share-unknown = Les parts ne peuvent être calculées, car aucun montant n’a été publié.
shares-title = Qui reçoit combien
shares-title-vendor = Quelle part de la dépense de chaque acheteur il reçoit
shares-note = Part de la dépense connue de cet acheteur, par monnaie. Les attributions sans montant comptent comme manquantes, jamais comme zéro.
shares-note-vendor = Part de la dépense connue de chaque acheteur allée à ce fournisseur, par monnaie. Les attributions sans montant comptent comme manquantes, jamais comme zéro.
shares-caption = Parts du montant attribué en
incumbency = { $longest ->
    [one] au plus { $longest } de suite
   *[other] au plus { $longest } de suite
}, { $current ->
    [0] pas la dernière
    [one] dont la dernière
   *[other] dont les { $current } dernières
}
incumbency-longest = au plus { $longest } de suite
hhi-heading = À quel point la dépense est concentrée
hhi-note = L’indice de Herfindahl-Hirschman va de presque 0 (beaucoup de petites parts) à 10 000 (un seul fournisseur). Les repères sont les bornes des lignes directrices des États-Unis sur les concentrations : 1 500 et 2 500 dans l’édition de 2010, 1 000 et 1 800 dans celle de 2023.
hhi-title = Concentration de la dépense en { $currency }
hhi-text = { $band ->
    [low] L’indice est { $value } : sous 1 500, non concentré selon l’édition de 2010.
    [moderate] L’indice est { $value } : entre 1 500 et 2 500, modérément concentré selon l’édition de 2010.
   *[high] L’indice est { $value } : au-dessus de 2 500, très concentré selon l’édition de 2010.
}
years-title = Dépense par année
years-caption = Attributions actives par année de leur date, en
years-label = Colonnes du montant attribué par année en { $currency } ; le tableau ci-dessous dit la même chose
measures-title = Mesures de dépendance
measures-note = Dix mesures de la difficulté qu’il y aurait à changer de fournisseur, chacune avec le nombre sur lequel elle repose et ce qui manquait. Une mesure non définie est inconnue, elle n’est pas nulle.
measures-none = Aucun couple d’acheteur et de fournisseur n’a pu être mesuré.
measures-caption = Mesures L1 à L10 avec
more-pairs = { $n ->
    [one] { $n } autre organisation figure dans le téléchargement.
   *[other] { $n } autres organisations figurent dans le téléchargement.
}
undefined-because = non défini : { $reason }
undefined = non défini : des données manquent
pledges-title = Engagements
pledges-caption = Ce que le fournisseur a promis publiquement
pledges-none = Aucun engagement de ce fournisseur n’est au registre.
pledge-unverified = texte non vérifié
reviews-title = Évaluations des prestations
reviews-caption = Évaluations après des élections
reviews-none = Aucune évaluation des prestations de ce fournisseur n’est au registre.
review-score = { $mean } sur 4 ; { $n ->
    [one] { $n } critère noté
   *[other] { $n } critères notés
}, { $missing } non noté(s)
review-no-reply = pas de réponse
latest-title = Dernières procédures
latest-none = Aucune procédure n’est au registre.
latest-all = Toutes ses procédures dans la liste
