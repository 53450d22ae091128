# Registre, entrées, importations, méthode, vérification.
record-title = Le registre public
record-lead = { $n ->
    [0] Rien n’est encore au registre.
    [one] { $n } entrée est au registre, dans un ordre que personne ne peut changer sans que cela se voie.
   *[other] { $n } entrées sont au registre, dans un ordre que personne ne peut changer sans que cela se voie.
} Chacune dit qui a signé quoi et quand ; quiconque a une copie peut toutes les vérifier.
fact-checkpoint = Dernier point de contrôle
fact-checkpoint-note = entrées couvertes par la signature du registre
fact-witnesses = Témoins indépendants
fact-witnesses-none = Ce registre ne nomme aucun témoin dans une politique : que l’exploitant montre à tous le même registre ne peut se vérifier qu’en comparant des copies.
fact-witnesses-note = sur { $known } que connaît la politique du registre ; chaque signature a été vérifiée ici, et { $enough ->
    [yes] elles sont aussi nombreuses que la politique le demande.
   *[no] elles sont moins nombreuses que la politique le demande.
}
fact-witnesses-damaged = Une cosignature ou le fichier de la politique lui-même ne se vérifie pas ; aucune n’est donc comptée. Gardez une copie et prévenez l’exploitant.
fact-origin = Origine
fact-origin-note = sa clé vérifie le point de contrôle
record-copy = Le registre entier est un dossier de simples fichiers sous /record/ que chacun peut copier.
checkpoint-show = Montrer le point de contrôle tel que signé
entries-title = Entrées
entries-none = Il n’y a pas encore d’entrée.
record-caption = Entrées { $from } à { $to }, les plus récentes d’abord
statement-public = publique
statement-sealed = publique, certains champs scellés
statement-restricted = non publiée
statement-erased = effacée par l’entrée { $n }
statement-gone = retenue : ni ici ni effacée
entry-lead = { $kind }, versée au registre le { $time }.
entry-title = Entrée { $n }
column-about = À propos de
entry-check = Vérifier cette entrée
entry-bytes = L’entrée
entry-bytes-note = Ces octets exacts entrent dans l’arbre. Ils ne contiennent ni nom ni texte libre.
entry-statement = La déclaration signée
entry-statement-note = L’entrée s’engage sur elle ; l’empreinte du nombre aléatoire et de la déclaration ensemble est l’engagement.
entry-envelope = Enveloppe signée
entry-nonce = Nombre aléatoire
entry-signed = Signé avec la clé
entry-read = Lire ce qui a été signé
entry-no-statement = L’entrée elle-même reste dans l’arbre, et les preuves de toutes les autres restent valables.

imports-title = Importations et leurs problèmes
imports-caption = Toutes les importations, la dernière d’abord
imports-lead = { $n ->
    [0] Rien n’a encore été importé.
    [one] { $n } importation a été faite.
   *[other] { $n } importations ont été faites.
} Les données sont prises comme elles viennent ; ce qui n’allait pas est énuméré, et rien n’est écarté en silence.
import-untitled = Importation
import-lead = { $n ->
    [one] { $n } publication a été lue
   *[other] { $n } publications ont été lues
}, { $refused ->
    [0] aucune n’a été refusée
    [one] { $refused } a été refusée
   *[other] { $refused } ont été refusées
} et { $problems ->
    [0] aucun problème n’a été trouvé.
    [one] { $problems } problème a été trouvé.
   *[other] { $problems } problèmes ont été trouvés.
}
import-releases = Publications
import-refused = Refusées
import-refused-note = non prises ; la raison de chacune figure ci-dessous
import-persons = Personnes physiques remplacées
import-contacts = Points de contact retirés
import-persons-note = les données personnelles n’atteignent jamais le registre
import-problems-note = énumérés ci-dessous
import-inputs = Fichiers lus
import-file = Fichier
import-form = Forme
import-size = Taille
import-publishers = Éditeurs
import-publisher = Éditeur
import-license = Licence
import-no-problems = Aucun problème n’a été trouvé.
import-by-code = Problèmes par sorte
import-shown = { $n ->
    [one] { $n } sur { $all } est montré ici ; la liste entière est dans le rapport publié.
   *[other] { $n } sur { $all } sont montrés ici ; la liste entière est dans le rapport publié.
}
import-report = Rapport entier
severity-info = bon à savoir
severity-warning = s’écarte, a été lu
severity-error = inutilisable
action-kept = laissé tel quel
action-changed = changé en ce que cela doit signifier
action-removed = retiré
action-refused = non pris

method-title = Comment chaque chiffre est fait
method-lead = Chaque signal, mesure et verdict a un code, une question et une méthode que chacun peut suivre. Un code ne change jamais de sens ; une méthode changée reçoit une nouvelle version.
method-flags = Signaux
method-flags-note = Motifs d’un marché qui méritent une question.
method-measures = Mesures de dépendance
method-measures-note = À quel point un acheteur dépend d’un fournisseur.
method-clauses = Clauses de contrat
method-clauses-note = Ce qu’un contrat devrait dire pour que l’autorité garde la maîtrise et que d’autres puissent auditer.
method-untranslated = Le texte de cette méthode n’est pas encore traduit ; il est montré en anglais.
method-version = Version
method-result = Résultat entier
method-settings = Les réglages avec lesquels il a été calculé
method-not-computed = Rien n’a encore été calculé avec cette méthode sur ce registre.

verify-title = Vérifiez vous-même
verify-lead = Vous n’avez pas à croire ce site. Une copie du registre suffit pour vérifier chaque signature et recalculer chaque constat.
verify-all = Tout d’un coup
verify-all-text = Le vérificateur est un petit programme séparé, sans base de données. Construisez-le à partir du code source et donnez-lui cette adresse ou un dossier contenant une copie :
verify-all-says = Il vérifie la signature du registre, les témoins selon votre politique, l’arbre, chaque entrée, chaque déclaration et document, et recalcule chaque constat publié. Il finit par 0 si tout tient, par 1 si quelque chose ne tient pas, en disant quoi, par 2 s’il n’a pas pu regarder.
verify-one = Une entrée avec des outils courants
verify-one-text = Les commandes suivent une entrée de son document jusqu’à la signature sur tout le registre. Il faut une console avec curl, openssl (version 3) et les habituels sha256sum, base64, od, sed, grep, cut, head, tail et tr. Lancez-les l’une après l’autre dans la même fenêtre et le même dossier vide ; chaque contrôle affiche « holds » (cela tient) ou « DOES NOT HOLD » (cela ne tient pas).
verify-entry = Numéro d’entrée
verify-entry-button = Préparer les commandes
verify-1 = Prendre l’entrée et sa preuve
verify-1-text = L’entrée porte dans le membre c l’engagement sur sa déclaration. La preuve finit par un point de contrôle : le nom du registre, le nombre de ses entrées, l’empreinte de la racine et les signatures.
verify-2 = L’entrée s’engage sur la déclaration
verify-2-text = L’empreinte du nombre aléatoire et de la déclaration doit être égale à l’engagement. Une déclaration effacée ou non publiée n’est pas là, et rien ne peut en être vérifié ; son entrée, si.
verify-3 = Son émetteur a signé la déclaration
verify-3-text = La clé de l’émetteur figure dans une entrée à elle, qui nomme l’organisation. openssl doit dire que la signature est vérifiée.
verify-4 = La déclaration nomme les documents
verify-4-text = Si la déclaration nomme des documents, l’empreinte de chacun de ceux qui sont publiés doit être celle qu’elle nomme. Certaines n’en nomment aucun.
verify-5 = L’entrée est dans l’arbre
verify-5-text = La boucle calcule les empreintes de l’entrée jusqu’à la racine : à chaque niveau, gauche et droite ensemble derrière un octet 1 (RFC 6962). La preuve énumère l’autre moitié de chaque niveau.
verify-6 = Le registre a signé la racine
verify-6-text = Ce qui est signé est le point de contrôle jusqu’à la ligne vide. Comparez la clé affichée avec celle que vous connaissez d’ailleurs, par exemple imprimée : une clé prise sur ce seul site prouve seulement que le site s’accorde avec lui-même.
verify-not = Ce que cela ne prouve pas
verify-not-text = Qu’un document soit au registre dit qui l’a publié et quand, non que ce qu’il dit est vrai. Et un registre qui montre des arbres différents à différents lecteurs ne se découvre qu’en comparant des points de contrôle ; c’est à cela que servent les témoins.
