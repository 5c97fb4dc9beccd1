package events_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parcours/delivery"
	"parcours/events"
	"parcours/record"
	"parcours/site"
)

// shownOf gives all ways by which an answer of marc, or for his delegation, is shown: agora's, and the option jour-a's.
func shownOf(s *site.Site) (own, forUs map[string]events.Partstat) {
	s.T.Helper()
	own, forUs = map[string]events.Partstat{}, map[string]events.Partstat{}
	for _, x := range []string{"agora", "jour-a"} {
		own["calendar "+x] = s.Items("marc", "parcours")[x+".ics"].Invitation.Status
		forUs["calendar "+x] = s.Items("rita", "faverges.delegation")[x+".ics"].Invitation.Status
		page, _, err := s.InvitationOf(s.T.Context(), events.AnswerLink{Person: "marc", Session: x, For: site.ForOneself("marc")})
		s.Must(err)
		own["page "+x] = page.Status
		feed, err := s.Feeds.PersonalFeed(s.T.Context(), s.Person("marc"))
		s.Must(err)
		own["feed "+x] = feed.Invitations[slices.IndexFunc(feed.Invitations, func(i events.Invitation) bool { return i.Session.ID == x })].Status
		feed, err = s.Feeds.PersonalFeed(s.T.Context(), s.Person("rita"))
		s.Must(err)
		forUs["feed "+x] = feed.Invitations[slices.IndexFunc(feed.Invitations, func(i events.Invitation) bool { return i.Session.ID == x })].Delegations[0].Status
	}
	_, option := optionOf(s, "jour-a")
	own["poll"], forUs["poll"] = only(option.Members), only(option.Delegations)
	recap, err := s.Record.Recap(s.T.Context(), "faverges")
	s.Must(err)
	cell := recap.Rows[slices.IndexFunc(recap.Rows, func(r record.RecapRow) bool { return r.ID == "agora" })].Cells[1]
	own["recap"], forUs["recap"] = only(record.Votes{Yes: cell.Members.Accepted, Maybe: cell.Members.Tentative, No: cell.Members.Declined}), events.NeedsAction
	if len(cell.ForUs) > 0 {
		forUs["recap"] = cell.ForUs[0].Status
	}
	for number, x := range map[int]string{4: "agora", 2: "jour-a"} {
		for _, cell := range s.Decision("faverges", number).Cells {
			if cell.Session.ID == x {
				forUs["arbitrage "+x] = cell.Status
			}
		}
	}
	return own, forUs
}

// only is the one answer that is counted.
func only(v record.Votes) events.Partstat {
	switch {
	case v.Yes > 0:
		return events.Accepted
	case v.Maybe > 0:
		return events.Tentative
	case v.No > 0:
		return events.Declined
	}
	return events.NeedsAction
}

// nudged tells whether somebody who had their letter long ago is asked once more.
func nudged(s *site.Site, person, session string) (found bool) {
	s.T.Helper()
	afterHold(s)
	s.Must(s.DB.Delivery().Update(s.T.Context(), func(tx delivery.Tx) error {
		letters, err := tx.Mails(delivery.MailQuery{Person: person, Kind: delivery.MailLetter})
		if err != nil || len(letters) != 1 {
			return fmt.Errorf("letters %v, %w", letters, err)
		}
		letters[0].State, letters[0].Sent = delivery.MailSent, s.Clock.AddDate(0, 0, -9)
		return tx.SetMail(letters[0])
	}))
	s.Must(s.Delivery.Remind(s.T.Context()))
	s.Must(s.DB.Delivery().View(s.T.Context(), func(tx delivery.Tx) error {
		due, err := tx.DueNotices(s.Clock.AddDate(0, 0, 1), 10_000)
		found = slices.ContainsFunc(due, func(n events.Notice) bool {
			return n.Kind == events.NoticeNudge && n.Person == person && n.Session == session
		})
		return err
	}))
	return found
}

// Whatever is answered and however a session moves, there and back, the answer that counts is the last one that was given
// while it stood at its present time, and none if none was; whatever shows answers agrees.
func TestMovesLaw(t *testing.T) {
	days := []string{"2022-04-28", "2022-04-29", "2022-04-30"}
	rapid.Check(t, func(rt *rapid.T) {
		s := yesNoSite(t, events.FormYesNo)
		s.Clock = site.At("2022-04-20 08:00")
		at := 0
		move := func(to int) {
			at = to
			for id, when := range map[string]events.When{"agora": site.Hours(days[at], "09:30", "17:30"), "jour-a": site.AllDay(days[at])} {
				s.Must(s.Reschedule(context.Background(), s.Person("orga"), id, func(p *events.Plan) { p.When = when }))
			}
		}
		move(0)
		own, forUs := map[int]events.Partstat{}, map[int]events.Partstat{} // the last, by day
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			s.Later()
			step := rapid.IntRange(0, 3).Draw(rt, "step")
			status := site.Draw(rt, "status", events.Accepted, events.Tentative, events.Declined, events.NeedsAction)
			switch step {
			case 0:
				own[at] = status
				s.Answer("marc", "agora", status)
				s.Answer("marc", "jour-a", status)
			case 1:
				forUs[at] = status
				s.Vote("rita", "faverges", "agora", status)
				s.Vote("rita", "faverges", "jour-a", status)
			default:
				move(rapid.IntRange(0, len(days)-1).Draw(rt, "day"))
			}
			gotOwn, gotForUs := shownOf(s)
			for _, c := range []struct {
				got  map[string]events.Partstat
				want events.Partstat
			}{{gotOwn, own[at]}, {gotForUs, forUs[at]}} {
				if c.want == "" {
					c.want = events.NeedsAction
				}
				for door, status := range c.got {
					if status != c.want {
						rt.Fatalf("%s shows %s, want %s", door, status, c.want)
					}
				}
			}
		}
		counts := own[at] != "" && own[at] != events.NeedsAction
		silent, err := s.Silent(context.Background(), "agora")
		s.Must(err)
		if slices.ContainsFunc(silent, func(p *events.Person) bool { return p.ID == "marc" }) == counts || nudged(s, "marc", "agora") == counts {
			rt.Fatalf("answered %v: silent or nudged", counts)
		}
	})
}
