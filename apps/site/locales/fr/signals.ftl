# La raison de chaque signal, avec les nombres qui l’ont produit.
signal-R003 = { $days ->
    [one] Il y a eu { $days } jour pour déposer une offre ; le seuil est de { $threshold }.
   *[other] Il y a eu { $days } jours pour déposer une offre ; le seuil est de { $threshold }.
}
signal-R018 = Une seule offre a été reçue, alors que plusieurs entreprises pouvaient en faire une.
signal-R024 = Le deuxième prix, { $second_price }, ne dépasse que de { $percent } le prix gagnant, { $winning_price } ; jusqu’à { $fence }, un écart passe pour anormalement petit.
signal-R024-Tenderer = Son prix et celui de son seul concurrent proche étaient anormalement voisins : { $winning_price } et { $second_price }.
signal-R025 = Elle a gagné { $won } offres sur { $tried } ; une part de { $fence } ou moins passe pour anormalement faible pour qui soumissionne autant.
signal-R028 = Des soumissionnaires différents ont fait des offres d’exactement le même prix : { $amount } { $currency }.
signal-R030 = L’offre gagnante est datée du { $bid_date }, après la fin du délai, le { $end_date }.
signal-R035 = { $disqualified ->
    [one] { $disqualified } autre soumissionnaire a été écarté et seul le gagnant est resté.
   *[other] { $disqualified } autres soumissionnaires ont été écartés et seul le gagnant est resté.
}
signal-R036 = L’offre la plus basse, { $lowest }, a été écartée ; la plus basse valable est de { $lowest_valid }.
signal-R038 = { $disqualified } offres sur { $submitted } ont été écartées ; une part de { $fence } ou plus passe pour anormalement élevée.
signal-R044 = { $tenderers ->
    [one] { $tenderers } soumissionnaire partage des coordonnées avec un autre : { $shared }.
   *[other] { $tenderers } soumissionnaires partagent des coordonnées : { $shared }.
}
signal-R048 = Il a vendu des biens ou services de { $classes } classes différentes dans { $processes } procédures ; { $fence } ou plus passe pour anormalement beaucoup.
signal-R055 = Des attributions de gré à gré à un fournisseur, chacune sous le seuil de { $threshold }, atteignent ensemble { $sum } en { $window_days } jours.
signal-R055-Buyer = { $suppliers ->
    [one] Des attributions de gré à gré à { $suppliers } fournisseur, chacune sous le seuil de { $threshold }, l’atteignent ensemble en { $window_days } jours.
   *[other] Des attributions de gré à gré à { $suppliers } fournisseurs, chacune sous le seuil de { $threshold }, l’atteignent ensemble en { $window_days } jours.
}
signal-R058 = Le deuxième prix, { $second_price }, dépasse de { $percent } le prix gagnant, { $winning_price } ; à partir de { $fence }, un écart passe pour anormalement grand.
signal-R058-Tenderer = Son prix, { $winning_price }, était anormalement en dessous du deuxième, { $second_price }.
