# Cadre, listes, erreurs.
skip = Aller au contenu
language-offer = Cette page en français
nav-main = Principal
nav-languages = Langues
nav-crumbs = Où vous êtes
nav-contracts = Contrats
nav-buyers = Acheteurs
nav-vendors = Fournisseurs
nav-record = Registre
nav-method = Méthode
nav-verify = Vérifiez vous-même
nav-imports = Importations et leurs problèmes
nav-api = Interface pour programmes
footer-principle = Les constats disent ce que montrent les preuves publiées à la date indiquée. Une preuve manquante ne compte jamais comme conformité.

error-not-found = Rien à cette adresse
error-not-found-text = Le registre ne contient rien sous cet identifiant. Il est peut-être mal saisi, ou n’a jamais été publié.
error-too-many = Trop de demandes depuis votre adresse
error-too-many-text = Pour que tout le monde puisse lire, chaque adresse ne peut demander qu’à un certain rythme. Attendez quelques secondes et rechargez la page ; pour toutes les données d’un coup, prenez la copie du registre.
error-unavailable = Le registre ne peut pas être lu en ce moment
error-unavailable-text = Rien n’est perdu. Rechargez la page dans un instant ; si cela dure, prévenez l’exploitant de ce site.
error-broken = Cette page a échoué
error-broken-text = Une partie de ce programme a échoué, ce qui ne devrait pas arriver ; c’est noté pour l’exploitant. Rien du registre n’en est changé, et les autres pages répondent toujours.
error-too-large = Trop a été envoyé
error-too-large-text = Ce site se lit seulement : il ne reçoit aucun envoi. Ce qui doit figurer au registre va à son exploitant.
error-too-long = Cette adresse est trop longue
error-too-long-text = Aucune page d’ici n’a une adresse si longue. Cherchez avec moins de mots, ou partez d’une liste.
error-method = Cette adresse ne peut qu’être lue
error-method-text = Personne ne peut rien changer par ce site. Ouvrez la page de la façon habituelle.
error-way-list = Tous les contrats
error-way-record = Le registre
error-way-home = Page d’accueil

search-label = Chercher dans tous les contrats
search-name = Chercher par nom
search-hint = Mots des titres, noms et identifiants ; accents et majuscules ne comptent pas.
search-button = Chercher
filters = Restreindre la liste
filters-apply = Afficher
filters-clear = Retirer tous les filtres
filters-active = Filtres actifs
filter-any = tous
filter-remove = Retirer le filtre
filter-flag = Signal
filter-clause = Clause
filter-year = Année
filter-method = Mode d’achat
pager = Pages
pager-previous = Précédente
pager-next = Suivante
pager-newer = Plus récentes
pager-older = Plus anciennes
pager-position = Page { $page } sur { $pages }
take-all = Prendre toutes les lignes de cette liste :
take-page = Cette page en données :
as-table = La même chose en tableau
and-more = { $n ->
    [one] et { $n } autre
   *[other] et { $n } autres
}
yes = oui
no = non
not-published = non publié
not-known = inconnu
no-title = Sans titre
natural-person = Une personne physique (nom non publié)
undated = sans date
millions = { $n } M
thousands = { $n } k

empty-title = Rien trouvé
empty-searched = Aucun contrat du registre ne répond à tout ceci : { $what }.
empty-record = Rien n’a encore été versé à ce registre.
empty-try = Ce que vous pouvez essayer :
empty-without = Sans { $what }
empty-all = Tout afficher

column-process = Procédure
column-processes = Procédures
column-buyer = Acheteur
column-supplier = Fournisseur
column-date = Date
column-amount = Montant attribué
column-signals = À demander
column-event = Quoi
column-concerns = Concerne
column-award = Attribution
column-contract = Contrat
column-contract-text = Texte du contrat
column-status = État
column-period = Période
column-first-value = Première valeur
column-last-value = Dernière valeur
column-amendments = Avenants
column-organisation = Organisation
column-roles = Rôles
column-country = Pays
column-id = Identifiant
column-signal = Signal
column-why = Pourquoi
column-figure = Chiffre
column-evidence = Preuves
column-verdict = Verdict
column-pages = Pages
column-clause = Clause
column-says = Ce que dit le contrat
column-annex = Annexe
column-referenced = Mentionnée
column-attached = Jointe
column-entry = Entrée
column-kind = Type
column-document = Document
column-proof = Preuve
column-time = Moment
column-key = Signé par
column-statement = Déclaration
column-refers = Renvoie à
column-share = Part
column-basis = Repose sur
column-incumbency = Attributions de suite
column-counterparts = En affaires avec
column-measure = Mesure
column-pledge = Engagement
column-framework = Cadre
column-election = Élection
column-score = Note
column-reply = Réponse
column-import = Importation
column-how-many = Combien

home-title = Qui vend la technologie des élections, et à quelles conditions ?
home-lead = { $processes ->
    [one] { $processes } procédure d’achat figure à ce registre : ce que { $buyers } acheteurs ont acheté à { $vendors } fournisseurs.
   *[other] { $processes } procédures d’achat figurent à ce registre : ce que { $buyers } acheteurs ont acheté à { $vendors } fournisseurs.
} { $asked ->
    [0] Dans ce qui a pu être évalué, rien n’appelle de question.
    [one] { $asked } d’entre elles porte un signal sur lequel interroger.
   *[other] { $asked } d’entre elles portent un signal sur lequel interroger.
} Chaque chiffre est calculé par un code ouvert à partir de preuves signées, et chacun peut le recalculer.
home-lead-empty = Ce registre est neuf. Dès que des données de marchés seront importées, chaque contrat, ses signaux et ses clauses pourront être lus ici.
home-fact-processes = Procédures de marché
home-fact-imports = { $n ->
    [one] d’{ $n } importation
   *[other] de { $n } importations
}
home-fact-buyers = Acheteurs
home-fact-vendors = Fournisseurs
home-fact-contracts = Textes de contrats
home-fact-contracts-note = publiés avec leur procédure
home-fact-entries = Entrées au registre
witnesses = { $n ->
    [0] pas encore de témoin extérieur
    [one] cosigné par { $n } témoin
   *[other] cosigné par { $n } témoins
}
home-empty-title = Rien à montrer pour l’instant
home-empty = Versez au registre des données de marchés au format des contrats ouverts avec cette commande ; ce qui ne peut être lu est énuméré, rien n’est écarté en silence.
home-ask-title = Ce qui appelle le plus de questions
home-ask-caption = Les cinq procédures portant le plus de signaux
home-ask-all = Toutes les procédures, les plus signalées d’abord
home-checks-title = Jusqu’où vont les examens
home-checks = Un examen n’est possible que là où les données nécessaires ont été publiées. Ailleurs, la réponse est « inconnu » ; elle ne compte jamais comme « rien trouvé ».
home-how-title = Comment lire ceci
home-how-1 = Partez d’un contrat
home-how-1-text = Sa page dit en deux phrases ce qui a été acheté et ce qu’il y a à demander, puis montre chaque chiffre avec ce sur quoi il repose.
home-how-2 = Suivez les preuves
home-how-2-text = Chaque chiffre mène au document publié et à l’entrée du registre où il a été inscrit et signé.
home-how-3 = Vérifiez vous-même
home-how-3-text = Un petit programme séparé recalcule tout à partir d’une copie du registre. Il ne fait confiance à personne, pas même à ce site.

list-title = Contrats
list-lead = { $n ->
    [one] { $n } procédure de marché est au registre.
   *[other] { $n } procédures de marché sont au registre.
} Cherchez, restreignez la liste, triez par une colonne ; l’adresse de cette page garde toujours ce que vous voyez.
list-lead-found = { $n ->
    [0] Aucune procédure de marché ne correspond.
    [one] { $n } procédure de marché correspond.
   *[other] { $n } procédures de marché correspondent.
} L’adresse de cette page garde votre recherche ; on peut donc la citer.
list-lead-none = Aucune procédure de marché n’est encore au registre.
list-caption = { $n ->
    [one] { $n } procédure
   *[other] { $n } procédures, de { $from } à { $to }
}
list-coverage-title = Quelles alertes peuvent être évaluées
list-coverage = Combien de procédures avaient les données que demande chaque alerte. Là où elles manquent, on ne peut rien dire ni dans un sens ni dans l’autre.
no-award-yet = aucune attribution publiée
awards-without-amount = { $n ->
    [one] { $n } attribution sans montant
   *[other] { $n } attributions sans montant
}
signals-of = { $n ->
    [0] aucun ; { $of } alertes sur { $all } ont pu être évaluées
   *[other] { $of } alertes sur { $all } ont pu être évaluées
}

coverage-caption = Alertes : combien de procédures avaient les données d’une réponse
coverage-check = Examen
coverage-found = À demander
coverage-assessable = Évaluables
coverage-not = Non évaluables
coverage-picture = En un coup d’œil
filter-flag-any = au moins un signal
coverage-bar = { $n ->
    [one] { $n } sur { $all } a pu être évaluée
   *[other] { $n } sur { $all } ont pu être évaluées
}
coverage-missing = manque le plus souvent : { $what }
search-found = Pages trouvées :
search-all = Toutes les pages, par ordre alphabétique
search-lead = { $n ->
    [one] { $n } page : contrats, organisations, évaluations, votes internes, méthodes. La recherche regarde les titres et n’a pas besoin de serveur.
   *[other] { $n } pages : contrats, organisations, évaluations, votes internes, méthodes. La recherche regarde les titres et n’a pas besoin de serveur.
}
