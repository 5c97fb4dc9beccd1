package mail

import "testing"

func TestOwnWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Oui.\r\n\r\nLe lun. 2 mars 2026 à 09:12, Parcours <rsvp@example.org> a écrit :\r\n\r\n> Bonjour\r\n", "Oui."},
		{"Oui.\n\nLe lun. 2 mars 2026 à 09:12, Parcours\n<rsvp+abcdefgh@example.org>\na écrit :\n\n> Bonjour\n", "Oui."},
		{"Yes.\n\nOn Mon, Mar 2, 2026 at 9:12 AM Parcours <rsvp@example.org> wrote:\n> Hello\n", "Yes."},
		{"Yes.\n\nOn 2 Mar 2026, Parcours wrote:\n\nHello without marks\n", "Yes."},
		{"Oui.\n\n-----Message d'origine-----\nDe : Parcours\nBonjour", "Oui."},
		{"Oui.\n\n-----Message d’origine-----\nBonjour", "Oui."},
		{"Yes.\n\n-----Original Message-----\nFrom: Parcours\n", "Yes."},
		{"Yes.\n\nFrom: Parcours <rsvp@example.org>\nSent: Monday\nTo: Camille\nSubject: Agora\n\nHello", "Yes."},
		{"Oui.\n\n________________________________\nDe\u00a0: Parcours\nEnvoyé\u00a0: lundi\nÀ\u00a0: Camille\n\nBonjour", "Oui."},
		{"Oui.\n\nEnvoyé de mon iPhone\n\n> Le 2 mars 2026 à 09:12, Parcours a écrit :\n> \n> Bonjour", "Oui."},
		{"Yes.\n\nSent from my iPhone", "Yes."},
		{"Yes.\n\nGet Outlook for iOS<https://example.org>", "Yes."},
		{"> Quand ?\nMardi.\n> Où ?\nÀ Lille.", "Mardi.\nÀ Lille."},
		{"Le 2 mars 2026, Parcours a écrit :\n> Quand ?\n\nMardi.\n-- \nCamille", "Mardi."},
		{"Le 28 avril me convient.\nDe : 9 h à midi", "Le 28 avril me convient.\nDe : 9 h à midi"},
		{"On my way, as I wrote: yes", "On my way, as I wrote: yes"},
		{"a\n\n\n\nb", "a\n\nb"},
		{"", ""},
		{"> rien que des citations\n>\n", ""},
	} {
		if got := ownWords(c.text); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestHTMLText(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"<p>Oui&nbsp;: je viens.</p><p>&Agrave; deux &#233;lus</p>", "Oui : je viens.\n\nÀ deux élus"},
		{"<html><head><title>x</title><style>p{}</style></head><body>Oui<br>non</body></html>", "Oui\nnon"},
		{"Oui<div class=\"gmail_quote\"><div>Le 2 mars</div><div>cité</div></div> fin", "Oui\nfin"},
		{"<div>Oui</div><blockquote type=\"cite\">cité <blockquote>deux fois</blockquote> encore</blockquote><div>fin</div>", "Oui\n\nfin"},
		{"<div>Oui</div><hr><div id=\"divRplyFwdMsg\"><b>De :</b> Parcours</div><div>cité</div>", "Oui"},
		{"Oui<!-- <p>non --> encore", "Oui encore"},
		{"5 < 6 et 7 > 6", "5 < 6 et 7 > 6"},
		{"<div class=\"moz-cite-prefix\">Le 2 mars, Parcours a écrit :<br></div><blockquote>cité</blockquote>Oui", "Oui"},
		{"non fermé <p", "non fermé <p"},
		{"<script>alert('<p>')</script>Oui", "Oui"},
	} {
		if got := ownWords(htmlText(c.source)); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.source, got, c.want)
		}
	}
}

func FuzzOwnWords(f *testing.F) {
	f.Add("Oui.\n\nLe 2 mars 2026, Parcours\na écrit :\n> Bonjour")
	f.Add("<blockquote><p class=gmail_quote>x</blockquote>")
	f.Fuzz(func(t *testing.T, text string) {
		ownWords(text)
		if got := ownWords(htmlText(text)); len(got) > maxWords {
			t.Errorf("%d octets", len(got))
		}
	})
}
