package replies

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// kind is what a word or a phrase does in a sentence.
type kind string

const (
	noise    kind = "noise"
	yes      kind = "yes"
	no       kind = "no"    // "non", "no": beside a negation it says the same
	absent   kind = "away"  // another word that says no: beside a negation nobody knows what is meant
	maybe    kind = "maybe" //
	not      kind = "not"   // turns what it stands beside
	be       kind = "be"    // "serai": with "là" a yes
	there    kind = "là"
	comma    kind = ","
	and      kind = "and"
	but      kind = "but"
	every    kind = "all"
	except   kind = "except"
	doubtful kind = "doubt" // a condition, a choice, a joke: the sentence is not understood
	forUs    kind = "forus"
	we       kind = "we"
	category kind = "category"
	allCats  kind = "allcats"
	named    kind = "name"
	dated    kind = "date"
	unknown  kind = "?"
)

// phrases are what is known, without accents and apostrophes; of several that fit, the longest counts.
var phrases = listed(lists)

var lists = map[kind]string{
	yes: `oui|ouii|ok|okay|okey|yes|yep|yeah|present|presente|presents|presentes|disponible|disponibles|dispo|dispos|libre|partant|partante|
viens|viendrai|viendrons|venir|pouvoir|participe|participerai|participerons|participer|participons|assisterai|assister|assiste|peux|pourrai|pouvons|pourrons|
convient|conviennent|conviendra|conviendrait|volontiers|accepte|acceptons|d accord|me va|nous va|me vont|ca me va|ca nous va|me va bien|ca me va bien|c est bon|c est ok|c est parfait|ca marche|ca roule|
pas de probleme|pas de souci|pas de soucis|aucun probleme|sans probleme|sans souci|no problem|avec plaisir|avec joie|comptez sur moi|vous pouvez compter sur moi|tu peux compter sur moi|des votres|
ma presence|ma participation|notre presence|notre participation|y serai|y serons|y suis|presence confirmee|participation confirmee|
be there|be able to attend|able to attend|be able to join|can|come|coming|make it|can make it|to attend|will attend|can attend|attending|to join|will join|can join|joining|participate|available|free|works|suits|works for me|fine|fine with me|fine for me|sure|agree|agreed|accept|my attendance|my presence|count me in|count on me|👍|✅`,
	no: `non|no|nope|pas du tout`,
	absent: `absent|absente|absents|absentes|indisponible|indisponibles|impossible|empeche|empechee|decline|unavailable|unable|deja pris|deja prise|deja engage|deja engagee|deja retenu|deja retenue|
not attend|not join|mon absence|notre absence|my absence|ne pas pouvoir|pas moyen|not possible|pas possible|❌`,
	maybe:  `peut etre|maybe|perhaps|pas sur|pas sure|pas certain|pas certaine|not sure|a confirmer|sans certitude|eventuellement|si besoin|tentative|probablement|probably|possibly|incertain|incertaine`,
	not:    `ne|n|pas|not|jamais|never`,
	be:     `serai|serais|suis|serons|sommes|sera|seront|etre|be|am|are`,
	there:  `la|bien la`,
	and:    `et|and|ainsi que|puis`,
	but:    `mais|but|en revanche|par contre|however`,
	every:  `tout|toutes|tous|all|everything|tout ca|toutes les dates|toutes les sessions|tous les jours|toutes les journees|toutes les reunions|toutes les propositions|all of them|all dates|all the dates|all sessions|all the sessions|every date|every session|l ensemble|l ensemble des dates|l ensemble des sessions|a chaque fois`,
	except: `sauf|hormis|excepte|a l exception de|a l exception du|except|except for|but not for`,
	doubtful: `si|s il|if|unless|sous reserve|a condition|provided|selon|depend|depends|en fonction|ou|or|soit|either|seulement|uniquement|only|sinon|plutot|rather|finalement|enfin|actually|lol|mdr|ptdr|haha|ahah|
jusqu|jusque|until|avant|apres|before|after|entre|between|partir|presque|almost|encore|yet|sais pas|do not know|dont know|hesite|ca depend|du moins|au moins|normalement|en principe|a priori|theoriquement|…|...|..|;)|;-)|:p|:-p|😂|🤣|😅|🙃|😉|🙄`,
	forUs:   `pour la delegation|la delegation|notre delegation|delegation|au nom de la delegation|au nom de notre delegation|pour le compte de la delegation|for the delegation|our delegation|the delegation`,
	we:      `nous|we|pour nous|for us|notre equipe|our team`,
	allCats: `toutes les categories|toutes categories|tous les groupes|all categories|every category`,
	noise: `good day|good morning|good afternoon|good evening|bonjour|bonsoir|salut|coucou|hello|hi|dear|cher|chere|chers|cheres|madame|monsieur|mesdames|messieurs|collegue|collegues|tous|toutes|bonjour a tous|bonjour a toutes|bonjour a toutes et a tous|bonjour a tous et a toutes|hello all|hi all|dear all|bonjour a toutes et tous|bonjour a tous et toutes|everyone|merci|merci beaucoup|merci bien|thanks|thank you|thank you very much|many thanks|thanks a lot|
merci pour l invitation|merci de l invitation|merci de votre invitation|merci pour votre invitation|merci pour votre message|merci de votre message|merci pour votre mail|thank you for the invitation|thanks for the invitation|thanks for your message|bien recu|bien note|
suite a votre message|suite a votre mail|suite a votre courriel|vous prie de m excuser|veuillez m excuser|excusez moi|toutes mes excuses|mes excuses|je m excuse|my apologies|apologies|en mesure de|be able to|able to|celle|celles|celui|about|from|en reponse a votre message|en reponse a votre mail|in reply to your message|in reply to your mail|voici mes reponses|voici ma reponse|voici nos reponses|here are my answers|here is my answer|pour ma part|de mon cote|en ce qui me concerne|quant a moi|
je vous confirme|je te confirme|je confirme|confirme|nous confirmons|nous vous confirmons|i confirm|confirm|pour moi|pour me|for me|with me|
bien|donc|alors|aussi|egalement|malheureusement|unfortunately|desole|desolee|sorry|helas|je|j|me|m|moi|mon|ma|mes|notre|nos|pour|for|le|la|les|l|de|du|d|des|a|au|aux|en|the|on|at|of|to|in|i|will|would|it|is|that|this|these|my|our|us|
ce|cet|cette|ces|c|est|ca|cela|ceci|session|sessions|date|dates|jour|jours|journee|journees|day|days|reunion|reunions|seance|seances|rencontre|meeting|meetings|event|invitation|reponse|reponses|answer|answers|voici|concernant|regarding|quant|please|svp|s il vous plait|s il te plait|stp|vous|te|you|y|il|elle|bien sur|tout a fait|absolument|evidemment|of course|absolutely|definitely|
participation|presence|happy|glad|ravi|ravie|heureux|heureuse|tres|very|re|bonne reception|a bientot|au plaisir|au plaisir de vous voir|au plaisir de vous revoir|see you|see you there|looking forward|looking forward to it|🙂|😊|😀|🙏|cordialement|bonne journee|bonne soiree|have a nice day|as well|too|malgre tout|disponibilite|disponibilites|mes disponibilites|ok bien recu`,
}

// general words say nothing of which session is meant.
var general = wordSet("session journee seance reunion rencontre date jour jours des les une aux pour sur par the and with vos nos our your day meeting event parcours territoire pilote projet")

// months by their names without accents, and what shortens them.
var months = map[string]int{
	"janvier": 1, "janv": 1, "january": 1, "jan": 1, "fevrier": 2, "fevr": 2, "february": 2, "feb": 2, "mars": 3, "march": 3, "mar": 3, "avril": 4, "avr": 4, "april": 4, "apr": 4,
	"mai": 5, "may": 5, "juin": 6, "june": 6, "jun": 6, "juillet": 7, "juil": 7, "july": 7, "jul": 7, "aout": 8, "august": 8, "aug": 8, "septembre": 9, "sept": 9, "september": 9, "sep": 9,
	"octobre": 10, "october": 10, "oct": 10, "novembre": 11, "november": 11, "nov": 11, "decembre": 12, "december": 12, "dec": 12,
}

// weekdays by their names, Sunday is 1.
var weekdays = map[string]int{
	"dimanche": 1, "lundi": 2, "mardi": 3, "mercredi": 4, "jeudi": 5, "vendredi": 6, "samedi": 7,
	"sunday": 1, "monday": 2, "tuesday": 3, "wednesday": 4, "thursday": 5, "friday": 6, "saturday": 7,
}

// ordinals by which sessions are called, as their titles have them.
var ordinals = map[string]string{
	"1re": "premiere", "1ere": "premiere", "first": "premiere", "2e": "deuxieme", "2eme": "deuxieme", "2nde": "deuxieme", "seconde": "deuxieme", "second": "deuxieme",
	"3e": "troisieme", "3eme": "troisieme", "third": "troisieme", "4e": "quatrieme", "4eme": "quatrieme", "fourth": "quatrieme", "closing": "cloture", "peer": "pair", "peers": "pair",
}

const longestPhrase = 7

func listed(kinds map[kind]string) map[string]kind {
	found := map[string]kind{}
	for k, text := range kinds {
		for phrase := range strings.SplitSeq(text, "|") {
			phrase = strings.TrimSpace(phrase)
			if before, taken := found[phrase]; taken && before != noise && k == noise {
				continue
			}
			found[phrase] = k
		}
	}
	found["la"] = noise // "là" only after "serai"
	return found
}

func wordSet(text string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(text) {
		all[singular(w)] = true
	}
	return all
}

// fold is a text in lower case, without accents, with one apostrophe and one hyphen.
func fold(text string) string {
	text = strings.NewReplacer("où", "where", "Où", "where", "OÙ", "where", "œ", "oe", "Œ", "oe", "æ", "ae", "’", "'", "‘", "'", "ʼ", "'", "´", "'", "–", " - ", "—", " - ", "\u00a0", " ", "\u202f", " ", "\u2011", "-").Replace(text)
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}

// contracted are English words that hold a negation or another word.
var contracted = regexp.MustCompile(`\b(can't|cannot|cant|won't|wont|don't|dont|doesn't|doesnt|isn't|aren't|couldn't|i'll|we'll|i'm|we're|it's|i'd|i've)\b`)

var expanded = map[string]string{
	"can't": "can not", "cannot": "can not", "cant": "can not", "won't": "will not", "wont": "will not", "don't": "do not", "dont": "do not", "doesn't": "not", "doesnt": "not",
	"isn't": "is not", "aren't": "are not", "couldn't": "could not", "i'll": "i will", "we'll": "we will", "i'm": "i am", "we're": "we are", "it's": "it is", "i'd": "i would", "i've": "i have",
}
