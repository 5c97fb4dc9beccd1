package delivery_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parcours/delivery"
	"parcours/events"
	"parcours/site"
)

// post lets all that is due be told, and gives what would be written now to each, by kind of mail.
func post(s *site.Site, after time.Duration) map[delivery.MailKind][]*delivery.Message {
	s.T.Helper()
	s.Clock = s.Clock.Add(after)
	for more := true; more; {
		var err error
		more, err = s.Delivery.ExpandNotices(s.T.Context())
		s.Must(err)
	}
	due, err := s.Delivery.DueMails(s.T.Context(), 1000)
	s.Must(err)
	all := map[delivery.MailKind][]*delivery.Message{}
	for _, m := range due {
		msg, err := s.Delivery.Compose(s.T.Context(), m)
		if errors.Is(err, delivery.ErrNothingToSay) {
			continue
		}
		s.Must(err)
		all[m.Kind] = append(all[m.Kind], msg)
		s.Must(s.Delivery.Settle(s.T.Context(), m, delivery.MailOutcome{}))
	}
	return all
}

// replied is an answer to marc's invitation to the agora, from an address.
func replied(s *site.Site, id, from, partstat string) delivery.Receipt {
	s.T.Helper()
	mails, err := s.Delivery.Mails(s.T.Context(), delivery.MailQuery{Person: "marc", Kind: delivery.MailLetter})
	s.Must(err)
	r, err := s.Delivery.Receive(s.T.Context(), delivery.Incoming{
		ID: id, From: from, Subject: "Re: AGORA", Token: mails[0].Token, Method: "REPLY", UID: s.Session("agora").UID, Sequence: 0,
		Attendees: []delivery.Attendee{{Address: s.Person("marc").Email, Partstat: partstat}},
	})
	s.Must(err)
	return r
}

func status(s *site.Site) events.Partstat {
	s.T.Helper()
	last := events.NeedsAction
	for _, a := range s.AllAnswers() {
		if a.For.Person == "marc" && a.Session == "agora" {
			last = a.Status
		}
	}
	return last
}

// An address that is not the invitee's is asked about once; said to be theirs, what came from it counts, and what comes.
func TestAliasIsConfirmedOnce(t *testing.T) {
	s := site.OpenSmall(t)
	post(s, time.Hour)
	if r := replied(s, "one", "Marc@Perso.example.net", "ACCEPTED"); r.Outcome != delivery.ReceiptWaiting || status(s) != events.NeedsAction {
		t.Fatalf("%+v, %s", r, status(s))
	}
	s.Clock = s.Clock.Add(time.Second)
	replied(s, "two", "marc@perso.example.net", "TENTATIVE")
	asked := post(s, time.Minute)[delivery.MailAlias]
	if len(asked) != 1 || asked[0].To.ID != "marc" || asked[0].Address != "Marc@Perso.example.net" {
		t.Fatalf("asked: %+v", asked)
	}
	token := delivery.AliasToken(s.Programme(), delivery.AliasLink{Person: "marc", Address: asked[0].Address})
	settled, err := s.Delivery.TellAlias(t.Context(), token, true)
	if err != nil || settled != 2 || status(s) != events.Tentative {
		t.Errorf("settled %d, %v: %s", settled, err, status(s))
	}
	s.Restart()
	s.Clock = s.Clock.Add(time.Hour)
	if r := replied(s, "three", "marc@perso.example.net", "DECLINED"); r.Outcome != delivery.ReceiptApplied || status(s) != events.Declined {
		t.Errorf("after it is known: %+v, %s", r, status(s))
	}
	if left, err := s.Delivery.Waiting(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("left: %+v, %v", left, err)
	}
	s.Must(s.Delivery.ForgetAlias(t.Context(), "marc", "marc@perso.example.net"))
	if r := replied(s, "four", "marc@perso.example.net", "ACCEPTED"); r.Outcome != delivery.ReceiptWaiting || status(s) != events.Declined {
		t.Errorf("after it was forgotten: %+v, %s", r, status(s))
	}
	if len(post(s, time.Minute)[delivery.MailAlias]) != 1 {
		t.Error("it is not asked about again")
	}
}

// Said to be a guest, the answer stays as it was and the referent learns of the newcomer, whom they may bring.
func TestNewcomerIsBrought(t *testing.T) {
	s := site.OpenSmall(t)
	post(s, time.Hour)
	s.Answer("marc", "agora", events.Accepted)
	replied(s, "one", "voisin@example.net", "DECLINED")
	token := delivery.AliasToken(s.Programme(), delivery.AliasLink{Person: "marc", Address: "voisin@example.net"})
	if _, err := s.Delivery.TellAlias(t.Context(), token, false); err != nil || status(s) != events.Accepted {
		t.Fatalf("%v: %s", err, status(s))
	}
	told := post(s, time.Minute)[delivery.MailNewcomer]
	if len(told) != 1 || told[0].To.ID != "rita" || told[0].Address != "voisin@example.net" || told[0].Invitee.ID != "marc" {
		t.Fatalf("told: %+v", told)
	}
	link := delivery.NewcomerToken(s.Programme(), delivery.NewcomerLink{By: "rita", Invitee: "marc", Address: "voisin@example.net"})
	var bad *events.Invalid
	if err := s.Delivery.BringNewcomer(t.Context(), link, " "); !errors.As(err, &bad) {
		t.Errorf("without a name: %v", err)
	}
	s.Must(s.Delivery.BringNewcomer(t.Context(), link, "Ève Le Goff"))
	guest := s.Programme().ByAddress("voisin@example.net")
	if guest == nil || guest.Role != events.Guest || guest.Godparent != "rita" || guest.Briefed || !strings.HasPrefix(guest.ID, "eve-le-goff-") {
		t.Fatalf("%+v", guest)
	}
	if err := s.Delivery.BringNewcomer(t.Context(), link, "Ève Le Goff"); !errors.As(err, &bad) {
		t.Errorf("twice: %v", err)
	}
	if len(post(s, time.Hour)[delivery.MailLetter]) != 1 {
		t.Error("the guest has no letter")
	}
}

func TestAliasLinksAreSigned(t *testing.T) {
	s := site.OpenSmall(t)
	post(s, time.Hour)
	replied(s, "one", "voisin@example.net", "DECLINED")
	right := delivery.AliasToken(s.Programme(), delivery.AliasLink{Person: "marc", Address: "voisin@example.net"})
	for _, token := range []string{
		"", "x", right + "A", right[:len(right)-2], delivery.UnsubscribeToken(s.Programme(), "marc"),
		delivery.AliasToken(s.Programme(), delivery.AliasLink{Person: "marc", Address: "never@example.net"}),
		delivery.AliasToken(s.Programme(), delivery.AliasLink{Person: "nobody", Address: "voisin@example.net"}),
	} {
		if _, err := s.Delivery.TellAlias(t.Context(), token, true); !errors.Is(err, events.ErrNotFound) {
			t.Errorf("%q: %v", token, err)
		}
	}
}

// Organisers learn at once that a mail waits, and of all that comes within an hour in one mail.
func TestWaitingIsToldOnceAnHour(t *testing.T) {
	s := site.OpenSmall(t)
	post(s, time.Hour)
	replied(s, "one", "voisin@example.net", "DECLINED")
	if told := post(s, 0)[delivery.MailWaiting]; len(told) != 1 || told[0].To.Role != events.Organiser || len(told[0].Waiting) != 1 {
		t.Fatalf("at once: %+v", told)
	}
	replied(s, "two", "voisine@example.net", "DECLINED")
	replied(s, "three", "voisine@example.net", "ACCEPTED")
	if told := post(s, 30*time.Minute)[delivery.MailWaiting]; len(told) != 0 {
		t.Errorf("within the hour: %+v", told)
	}
	if told := post(s, 31*time.Minute)[delivery.MailWaiting]; len(told) != 1 || len(told[0].Waiting) != 3 {
		t.Errorf("after an hour: %+v", told)
	}
	if told := post(s, 2*time.Hour)[delivery.MailWaiting]; len(told) != 0 {
		t.Errorf("nothing came since: %+v", told)
	}
}

func TestSettleWaiting(t *testing.T) {
	s := site.OpenSmall(t)
	post(s, time.Hour)
	for _, id := range []string{"aaa-one", "aab-two", "bbb-three", "ccc-four"} {
		replied(s, id, id+"@example.net", "ACCEPTED")
	}
	orga, ctx := s.Person("orga"), t.Context()
	var bad *events.Invalid
	for _, c := range []struct {
		id string
		v  delivery.Verdict
	}{{"aa", delivery.Verdict{Nothing: true}}, {"zzz", delivery.Verdict{Nothing: true}}, {"", delivery.Verdict{Nothing: true}}, {"aaa", delivery.Verdict{}},
		{"aaa", delivery.Verdict{AnswerOf: "nobody"}}, {"aaa", delivery.Verdict{QuestionTo: "lune"}}} {
		if err := s.Delivery.SettleWaiting(ctx, orga, c.id, c.v); !errors.As(err, &bad) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if err := s.Delivery.SettleWaiting(ctx, s.Person("rita"), "aaa", delivery.Verdict{Nothing: true}); !errors.Is(err, events.ErrForbidden) {
		t.Errorf("a referent settles: %v", err)
	}
	s.Must(s.Delivery.SettleWaiting(ctx, orga, "aaa", delivery.Verdict{Nothing: true}))
	if status(s) != events.NeedsAction {
		t.Errorf("nothing was an answer: %s", status(s))
	}
	s.Must(s.Delivery.SettleWaiting(ctx, orga, "aab", delivery.Verdict{AnswerOf: "marc"}))
	if status(s) != events.Accepted {
		t.Errorf("an answer of marc's: %s", status(s))
	}
	s.Must(s.Delivery.SettleWaiting(ctx, orga, "bbb", delivery.Verdict{NewcomerOf: "marc"}))
	s.Must(s.Delivery.SettleWaiting(ctx, orga, "ccc", delivery.Verdict{QuestionTo: "faverges"}))
	if left, err := s.Delivery.Waiting(ctx); err != nil || len(left) != 0 {
		t.Errorf("left: %+v, %v", left, err)
	}
	sent := post(s, time.Minute)
	if len(sent[delivery.MailNewcomer]) != 1 || len(sent[delivery.MailWritten]) != 1 || sent[delivery.MailWritten][0].To.ID != "rita" {
		t.Errorf("sent: %+v", sent)
	}
}

// Who wants no mails has none, by one click or by mail, until they want them again.
func TestUnsubscribing(t *testing.T) {
	s := site.OpenSmall(t)
	token := delivery.UnsubscribeToken(s.Programme(), "marc")
	who, err := delivery.UnsubscribeOf(s.Programme(), token)
	s.Must(err)
	s.Must(s.Delivery.ChooseMails(t.Context(), who.ID, delivery.WishNone))
	for _, m := range post(s, time.Hour)[delivery.MailLetter] {
		if m.To.ID == "marc" {
			t.Error("marc has a letter")
		}
	}
	s.Must(s.Delivery.ChooseMails(t.Context(), who.ID, delivery.WishAgain))
	if got := wish(s, "marc"); got != delivery.WishAll {
		t.Errorf("again: %s", got)
	}
	mails, err := s.Delivery.Mails(t.Context(), delivery.MailQuery{Person: "rita", Kind: delivery.MailLetter})
	s.Must(err)
	from := func(address string) delivery.Receipt {
		r, err := s.Delivery.Receive(t.Context(), delivery.Incoming{ID: address, From: address, Subject: "Unsubscribe", Token: mails[0].Token, Sequence: -1})
		s.Must(err)
		return r
	}
	if r := from("voisin@example.net"); r.Outcome == delivery.ReceiptApplied {
		t.Errorf("somebody else unsubscribes rita: %+v", r)
	}
	if r := from(s.Person("rita").Email); r.Outcome != delivery.ReceiptApplied {
		t.Errorf("%+v", r)
	}
	if got := wish(s, "rita"); got != delivery.WishNone {
		t.Errorf("by mail: %s", got)
	}
}
