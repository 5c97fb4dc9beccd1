package mail

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"parcours/delivery"
	"parcours/events"
)

// crowd is a programme that many people follow.
func crowd(t testing.TB, people int) events.Programme {
	all := exampleProgramme(t)
	for i := range people {
		all.People = append(all.People, events.Person{
			ID: fmt.Sprintf("p%05d", i), Name: fmt.Sprintf("Personne %d", i), Email: fmt.Sprintf("p%05d@example.org", i),
			Role: events.Member, Territories: []string{"faverges"}, Category: "elus", InFile: true,
		})
	}
	return all
}

// BenchmarkRespondWhileExpanding answers a session while the mails of its change are queued for 10,000 people. The
// longest answer is the one that waited for a whole step of the expansion.
func BenchmarkRespondWhileExpanding(b *testing.B) {
	box := &letters{fail: func(int, string) error { return errors.New("later") }}
	p := openPost(b, crowd(b, 10_000), box)
	p.pass(11 * time.Minute)
	if err := p.expand(context.Background()); err != nil {
		b.Fatal(err)
	}
	for _, m := range p.mails(delivery.MailQuery{State: delivery.MailQueued}) {
		if err := p.Delivery.Settle(context.Background(), m, delivery.MailOutcome{}); err != nil {
			b.Fatal(err)
		}
	}
	shift := 7
	var longest, expanding time.Duration
	for b.Loop() {
		b.StopTimer()
		p.plan("agora", func(x *events.Plan) { x.When = x.When.Shift(shift, p.Programme().Loc) })
		shift = -shift
		p.pass(11 * time.Minute)
		done := make(chan error, 1)
		began := time.Now()
		go func() { done <- p.expand(context.Background()) }()
		b.StartTimer()
		for answers, going := 0, true; going; answers++ {
			start := time.Now()
			_, err := p.Respond(context.Background(), events.Response{
				Session: "agora", For: events.Subject{Person: "camille-roux"}, By: "camille-roux", Status: events.Accepted,
				Comment: fmt.Sprint(answers), Door: events.DoorWeb, Sequence: -1,
			})
			if err != nil {
				b.Fatal(err)
			}
			longest = max(longest, time.Since(start))
			select {
			case err := <-done:
				if err != nil {
					b.Fatal(err)
				}
				expanding, going = time.Since(began), false
			case <-time.After(5 * time.Millisecond):
			}
		}
	}
	b.ReportMetric(float64(longest.Milliseconds()), "ms-longest-answer")
	b.ReportMetric(float64(expanding.Milliseconds()), "ms-expansion")
	b.ReportMetric(0, "ns/op")
}
