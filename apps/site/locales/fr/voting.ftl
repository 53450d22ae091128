# Élections au sein de partis et d’associations.
nav-voting = Votes internes
voting-title = Élections au sein de partis et d’associations
voting-lead = { $n ->
    [0] Aucune urne d’une telle élection n’est encore au registre. Dès qu’il y en aura une, son archive sera vérifiée du premier octet au résultat, et chacun pourra recommencer.
    [one] { $n } élection. Le verdict vérifie son urne du premier octet au résultat ; chacun peut recommencer.
   *[other] { $n } élections. Chaque verdict vérifie une urne du premier octet au résultat ; chacun peut recommencer.
}
voting-caption = Élections, la plus récente d’abord
voting-election = Élection
voting-verdict = Verdict
voting-stage = Étape
voting-states = États publiés
voting-last = Dernière entrée au registre
voting-reviewed = Personne en dehors de ce projet n’a examiné le programme qui l’a vérifiée.
voting-reasons-note = Chaque vérification non satisfaite, l’endroit dans l’archive et ce qui y a été trouvé
voting-more-reasons = { $n ->
    [one] Et { $n } raison de plus, dans le rapport.
   *[other] Et { $n } raisons de plus, dans le rapport.
}
voting-more-states = { $n ->
    [one] Et { $n } état antérieur, dans le registre.
   *[other] Et { $n } états antérieurs, dans le registre.
}
voting-tracker-title = Retrouvez votre bulletin
voting-tracker-label = Numéro de suivi du bulletin
voting-tracker-hint = Les 43 lettres et chiffres reçus lors du vote. Ils ne disent rien de votre choix.
voting-tracker-none = Absent de cette urne
voting-tracker-none-text = Aucun bulletin portant ce numéro ne figure dans les états publiés ici. Vérifiez que vous l’avez copié en entier. Si oui, gardez-le et interrogez ceux qui organisent l’élection et les observateurs de votre parti.
voting-tracker-means = Un bulletin présent dans l’urne et compté l’a été tel qu’il a été déposé. Ce que votre appareil y a mis, l’urne ne peut pas le montrer.
voting-share = Part
voting-bar = La part en barre
voting-keys-note = Seuls ces dépositaires ensemble peuvent déchiffrer. Qui détiendrait assez de ces clés pourrait ouvrir des bulletins isolés.
voting-administrator = Administre
voting-authority = A créé les codes de vote
voting-states-title = États de l’urne au registre
voting-states-note = Chaque état doit commencer par le précédent. Un bulletin qui y figurait ne peut donc pas être retiré sans que cela se voie.
voting-events = Événements
voting-download = Fichiers
voting-archive = Archive
voting-archive-parts = Archive, en parties :
voting-report = Verdict en JSON
voting-verify-title = Vérifiez vous-même
voting-verify = Téléchargez les archives et lancez ces commandes ; ni serveur ni compte n’est nécessaire. belenios-tool, le premier programme pour ce format, lit les mêmes fichiers.
voting-of = { $n } codes de vote sur { $all }
voting-shares = { $n ->
    [one] { $n } part du déchiffrement
   *[other] { $n } parts du déchiffrement
}
voting-trustees = Dépositaires
voting-counts = Dans l’urne, compté
voting-replaced = Remplacé par un bulletin ultérieur
voting-gone = N’est plus dans l’urne
voting-gone-text = Il figurait dans un état antérieur et a été retiré. Gardez cette page et demandez pourquoi à ceux qui organisent l’élection.
voting-place = Événement { $n } de l’urne.
voting-not-yet = Pas encore présent
voting-not-yet-text = Il est arrivé plus tard.
voting-latest = Dernier état, { $date } :
voting-earlier = État antérieur, { $date } :
board-accepted = Accepté
board-running = Accepté jusqu’ici
board-rejected = Rejeté
board-unjudged = Pas encore jugé
stage-setup = Préparation
stage-voting = Vote
stage-closed = Clos
stage-tallied = Décompte chiffré
stage-shuffling = Mélange
stage-shuffled = Mélangé
stage-decrypting = Déchiffrement
stage-finished = Résultat publié
method-boards = Urnes d’élections
method-boards-note = Élections au sein de partis et d’associations : l’archive est vérifiée du premier octet au résultat.
kind-voting-archive = Urne d’une élection
kind-voting-finding = Verdict sur une urne
home-vote-title = Votes internes
home-vote = { $n ->
    [one] { $n } vote en ligne d’un parti ou d’une association figure ici avec son urne, que chacun peut vérifier du premier octet au résultat.
   *[other] { $n } votes en ligne de partis et d’associations figurent ici avec leurs urnes, que chacun peut vérifier du premier octet au résultat.
}
voting-trackers-title = Tous les bulletins par numéro de suivi
voting-trackers-lead = { $n ->
    [0] Aucun bulletin ne figure dans un état jugé de cette urne.
    [one] { $n } bulletin a figuré dans un état jugé de cette urne.
   *[other] { $n } bulletins ont figuré dans un état jugé de cette urne, dans l’ordre de leurs numéros.
}
voting-tracker-state = Dans le dernier état jugé
voting-tracker-place = Endroit
