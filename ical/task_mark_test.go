package ical

import (
	"strings"
	"testing"

	"parcours/calendars"
)

const (
	heldLine    = "À valider : ce jour dépasse les 4 jours effectifs sur le territoire ; l'organisation le confirme avec une raison. Il n'est pas compté."
	balanceLine = "Solde : 4 jour(s) effectif(s) sur 4, soit 8 jour(s) d'expert sur 8."
	reasonLine  = "Confirmé par l'organisation : le budget de Vimy le permet"
)

var (
	held    = calendars.Mark{Prefix: heldPrefix("fr"), Tentative: true, Lines: []string{heldLine, balanceLine}}
	granted = calendars.Mark{Lines: []string{reasonLine, balanceLine}}
	counted = calendars.Mark{Lines: []string{balanceLine}}
)

// markOf marks an event of these lines and gives its lines after UID.
func markOf(t *testing.T, m calendars.Mark, lines ...string) []string {
	t.Helper()
	octets, err := renderer.Mark(eventWith(lines...), m)
	if err != nil {
		t.Fatal(err)
	}
	text := unfolded(octets)
	text = text[strings.Index(text, "UID:x\r\n")+len("UID:x\r\n") : strings.Index(text, "\r\nEND:VEVENT")]
	return strings.Split(text, "\r\n")
}

// escaped are lines of a description as on the wire.
func escaped(lines ...string) string { return "DESCRIPTION:" + Escape(strings.Join(lines, "\n")) }

func sameLines(t *testing.T, name string, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

var (
	heldMemory    = "X-PARCOURS-MARK:title " + lineSum(heldLine) + " " + lineSum(balanceLine)
	countedMemory = "X-PARCOURS-MARK:" + lineSum(balanceLine)
	grantedMemory = "X-PARCOURS-MARK:" + lineSum(reasonLine) + " " + lineSum(balanceLine)
)

// What a person wrote, what a rule makes of it, and what remains when the rule has nothing more to say.
func TestMarkAndBack(t *testing.T) {
	for _, c := range []struct {
		name   string
		before []string
		m      calendars.Mark
		after  []string
	}{
		{"held", []string{"SUMMARY:Cinquième jour", "STATUS:CONFIRMED", "DESCRIPTION:Avec la cantine"}, held,
			[]string{"SUMMARY:À valider · Cinquième jour", "STATUS:TENTATIVE", escaped(heldLine, balanceLine, "—", "Avec la cantine"), heldMemory, "X-PARCOURS-STATUS:CONFIRMED"}},
		{"without status and text", []string{"SUMMARY:Cinquième jour"}, held,
			[]string{"SUMMARY:À valider · Cinquième jour", escaped(heldLine, balanceLine, "—"), heldMemory, "STATUS:TENTATIVE", "X-PARCOURS-STATUS:NONE"}},
		{"tentative already", []string{"SUMMARY:Jour", "STATUS:TENTATIVE"}, held,
			[]string{"SUMMARY:À valider · Jour", "STATUS:TENTATIVE", escaped(heldLine, balanceLine, "—"), heldMemory, "X-PARCOURS-STATUS:TENTATIVE"}},
		{"cancelled stays cancelled", []string{"SUMMARY:Jour", "STATUS:CANCELLED"}, held,
			[]string{"SUMMARY:À valider · Jour", "STATUS:CANCELLED", escaped(heldLine, balanceLine, "—"), heldMemory}},
		{"without a title", []string{"DESCRIPTION:Jour"}, calendars.Mark{Prefix: heldPrefix("fr")},
			[]string{"DESCRIPTION:Jour", "SUMMARY:À valider", "X-PARCOURS-MARK:title"}},
		{"text with a line of its own", []string{"SUMMARY:Jour", "DESCRIPTION:Matin\\n—\\nAprès-midi"}, counted,
			[]string{"SUMMARY:Jour", escaped(balanceLine, "—", "Matin", "—", "Après-midi"), countedMemory}},
		{"text that begins with one", []string{"SUMMARY:Jour", "DESCRIPTION:—\\n\\nAprès-midi"}, counted,
			[]string{"SUMMARY:Jour", escaped(balanceLine, "—", "—", "", "Après-midi"), countedMemory}},
		{"a title that says it already", []string{"SUMMARY:À valider · le menu"}, held,
			[]string{"SUMMARY:À valider · le menu", escaped(heldLine, balanceLine, "—"), strings.Replace(heldMemory, "title ", "", 1), "STATUS:TENTATIVE", "X-PARCOURS-STATUS:NONE"}},
		{"a title that begins like it", []string{"SUMMARY:À valider la date"}, calendars.Mark{Prefix: heldPrefix("fr")},
			[]string{"SUMMARY:À valider · À valider la date", "X-PARCOURS-MARK:title"}},
		{"nothing to say", []string{"SUMMARY:Jour", "DESCRIPTION;ALTREP=\"cid:x\":Texte", "X-ALT-DESC:<p>Texte</p>"}, calendars.Mark{},
			[]string{"SUMMARY:Jour", "DESCRIPTION;ALTREP=\"cid:x\":Texte", "X-ALT-DESC:<p>Texte</p>"}},
	} {
		after := markOf(t, c.m, c.before...)
		sameLines(t, c.name, after, c.after...)
		sameLines(t, c.name+", again", markOf(t, c.m, after...), c.after...)
		back := markOf(t, calendars.Mark{}, after...)
		sameLines(t, c.name+", back", back, c.before...)
	}
}

// The HTML copies of a description would still say the old text.
func TestMarkDropsOtherCopiesOfADescription(t *testing.T) {
	got := markOf(t, counted, "SUMMARY;LANGUAGE=fr:Jour", `DESCRIPTION;LANGUAGE=fr;ALTREP="data:text/html,a":Texte`, "X-ALT-DESC;FMTTYPE=text/html:<p>Texte</p>", "STYLED-DESCRIPTION;VALUE=TEXT:<p>Texte</p>")
	sameLines(t, "edits", got, "SUMMARY;LANGUAGE=fr:Jour", strings.Replace(escaped(balanceLine, "—", "Texte"), ":", ";LANGUAGE=fr:", 1), countedMemory)
}

func TestFillOnlyWhereNothingIs(t *testing.T) {
	sheet := calendars.Mark{Fill: "Fiche\nPorteur :"}
	sameLines(t, "none", markOf(t, sheet, "SUMMARY:Festival"), "SUMMARY:Festival", "DESCRIPTION:Fiche\\nPorteur :")
	sameLines(t, "empty", markOf(t, sheet, "DESCRIPTION: "), "DESCRIPTION:Fiche\\nPorteur :")
	sameLines(t, "filled in", markOf(t, sheet, "DESCRIPTION:Fiche\\nPorteur : nous"), "DESCRIPTION:Fiche\\nPorteur : nous")
	sheet.Lines = []string{balanceLine}
	sameLines(t, "below the lines", markOf(t, sheet, "SUMMARY:Festival"), "SUMMARY:Festival", escaped(balanceLine, "—", "Fiche", "Porteur :"), countedMemory)
}

// What clients make of a marked event: the rule finds its own words again and leaves the person's.
func TestMarkFindsItsOwnWordsAgain(t *testing.T) {
	for _, c := range []struct {
		name   string
		before []string
		m      calendars.Mark
		after  []string
	}{
		{"other case and spaces, server's properties dropped",
			[]string{"SUMMARY:a valider  -  Cinquième jour", "STATUS:TENTATIVE",
				escaped("A VALIDER : ce jour dépasse les 4 jours  effectifs sur le territoire ; l’organisation le confirme avec une raison. Il n’est pas compté.", "", "solde : 3 jour(s) effectif(s) sur 4, soit 6 jour(s) d'expert sur 8.", "--", "Avec la cantine")},
			held, []string{"SUMMARY:À valider · Cinquième jour", "STATUS:TENTATIVE", escaped(heldLine, balanceLine, "—", "Avec la cantine"), heldMemory, "X-PARCOURS-STATUS:NONE"}},
		{"held, then granted",
			[]string{"SUMMARY:À valider · Cinquième jour", "STATUS:TENTATIVE", escaped(heldLine, balanceLine, "—", "Avec la cantine"), heldMemory, "X-PARCOURS-STATUS:CONFIRMED"},
			granted, []string{"SUMMARY:Cinquième jour", "STATUS:CONFIRMED", escaped(reasonLine, balanceLine, "—", "Avec la cantine"), grantedMemory}},
		{"held, then granted, server's properties dropped",
			[]string{"SUMMARY:À valider · Cinquième jour", escaped(heldLine, balanceLine, "—", "Avec la cantine")},
			granted, []string{"SUMMARY:Cinquième jour", escaped(reasonLine, balanceLine, "—", "Avec la cantine"), grantedMemory}},
		{"granted, server's properties dropped",
			[]string{escaped(reasonLine, balanceLine, "—", "Avec la cantine")},
			granted, []string{escaped(reasonLine, balanceLine, "—", "Avec la cantine"), grantedMemory}},
		{"written above, between and below",
			[]string{escaped("D'abord", "", heldLine, "Puis", balanceLine, "—", "Enfin"), heldMemory},
			counted, []string{escaped(balanceLine, "—", "D'abord", "", "Puis", "Enfin"), countedMemory}},
		{"written into a line of the rule",
			[]string{escaped(balanceLine+" Merci de vérifier !", "—", "Texte"), countedMemory},
			counted, []string{escaped(balanceLine, "—", balanceLine+" Merci de vérifier !", "—", "Texte"), countedMemory}},
		{"the line between deleted", []string{escaped(balanceLine, "Texte"), countedMemory},
			counted, []string{escaped(balanceLine, "—", "Texte"), countedMemory}},
		{"the rule's lines deleted, the one between not", []string{escaped("—", "Texte"), countedMemory},
			counted, []string{escaped(balanceLine, "—", "Texte"), countedMemory}},
		{"all deleted", []string{"SUMMARY:Jour", countedMemory}, counted, []string{"SUMMARY:Jour", countedMemory, escaped(balanceLine, "—")}},
		{"the person confirms while it is held",
			[]string{"SUMMARY:À valider · Jour", "STATUS:CONFIRMED", escaped(heldLine, balanceLine, "—"), heldMemory, "X-PARCOURS-STATUS:NONE"},
			held, []string{"SUMMARY:À valider · Jour", "STATUS:TENTATIVE", escaped(heldLine, balanceLine, "—"), heldMemory, "X-PARCOURS-STATUS:CONFIRMED"}},
		{"the person cancels while it is held",
			[]string{"SUMMARY:À valider · Jour", "STATUS:CANCELLED", escaped(heldLine, balanceLine, "—"), heldMemory, "X-PARCOURS-STATUS:NONE"},
			counted, []string{"SUMMARY:Jour", "STATUS:CANCELLED", escaped(balanceLine, "—"), countedMemory}},
		{"the person takes the prefix off",
			[]string{"SUMMARY:Jour", escaped(heldLine, balanceLine, "—"), heldMemory},
			calendars.Mark{Prefix: heldPrefix("fr"), Lines: held.Lines}, []string{"SUMMARY:À valider · Jour", escaped(heldLine, balanceLine, "—"), heldMemory}},
		{"letters made of two characters, as on a Mac",
			[]string{"SUMMARY:A\u0300 valider · Cinquie\u0300me jour", escaped(balanceLine, "—"), "X-PARCOURS-MARK:title"},
			counted, []string{"SUMMARY:Cinquie\u0300me jour", escaped(balanceLine, "—"), countedMemory}},
	} {
		sameLines(t, c.name, markOf(t, c.m, c.before...), c.after...)
	}
}

// Master and overrides, each with its own words.
func TestMarkReachesEveryOccurrence(t *testing.T) {
	octets := []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:20220301T080000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Jour\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:x\r\nRECURRENCE-ID:20220308T080000Z\r\nDTSTART:20220309T080000Z\r\nSUMMARY:Jour décalé\r\nDESCRIPTION:Texte\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	marked, err := renderer.Mark(octets, held)
	if err != nil {
		t.Fatal(err)
	}
	all := mustParse(t, string(marked)).Children("VEVENT")
	for i, want := range []string{"À valider · Jour", "À valider · Jour décalé"} {
		if all[i].Text("SUMMARY") != want || !strings.HasPrefix(all[i].Text("DESCRIPTION"), heldLine) || all[i].Value("STATUS") != "TENTATIVE" {
			t.Errorf("%s", all[i].Bytes())
		}
	}
	if back, err := renderer.Mark(marked, calendars.Mark{}); err != nil || string(back) != string(octets) {
		t.Errorf("%v\n%s", err, back)
	}
}

// Lines that the mark does not concern stay octet for octet: folds, line ends, case, unknown properties, alarms.
func TestMarkTouchesOnlyItsLines(t *testing.T) {
	before := "BEGIN:VCALENDAR\nversion:2.0\r\nbegin:vevent\nUID:x\nsummary:Jo\n ur\nX-APPLE-Y;A=b:1\nDTSTART:20220301T080000Z\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\n\nEND:VEVENT\nEND:VCALENDAR\n"
	marked, err := renderer.Mark([]byte(before), counted)
	if err != nil {
		t.Fatal(err)
	}
	gone, come := changedLines(before, string(marked))
	if strings.Join(gone, "") != "" || !strings.HasPrefix(strings.Join(come, ""), "DESCRIPTION:Solde") {
		t.Errorf("gone %q come %q", gone, come)
	}
	if same, err := renderer.Mark([]byte(before), calendars.Mark{}); err != nil || string(same) != before {
		t.Errorf("%v %q", err, same)
	}
	todo := "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:x\nEND:VTODO\nEND:VCALENDAR\n"
	if same, err := renderer.Mark([]byte(todo), held); err != nil || string(same) != todo {
		t.Errorf("%v %q", err, same)
	}
	if _, err := renderer.Mark([]byte("x"), held); err == nil {
		t.Error("no error for what is no calendar")
	}
}

// Text in another charset is read as what it means before it is written again.
func TestMarkKeepsWindowsText(t *testing.T) {
	sameLines(t, "windows", markOf(t, counted, "SUMMARY:Jour", "DESCRIPTION:Pr\xe9paration"), "SUMMARY:Jour", escaped(balanceLine, "—", "Préparation"), countedMemory)
}
