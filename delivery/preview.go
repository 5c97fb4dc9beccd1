package delivery

import (
	"context"
	"errors"
	"time"
)

// Preview gives the mails that would leave if what was changed by now were told at once: those that are queued, and
// those that notices mean which wait for the end of their hold. Nothing is kept of it.
func (s *Service) Preview(ctx context.Context) (mails []Mail, err error) {
	seen := errors.New("seen")
	err = s.store.Update(ctx, func(tx Tx) error {
		due, err := tx.DueNotices(s.now().Add(s.policy.Hold+time.Minute), maxPreview)
		if err != nil {
			return err
		}
		for _, n := range due {
			n.Due = s.now()
			if err := tx.SetNotice(n); err != nil {
				return err
			}
		}
		for more := true; more; {
			if more, err = s.expandSome(tx); err != nil {
				return err
			}
		}
		if mails, err = tx.Mails(MailQuery{State: MailQueued}); err != nil {
			return err
		}
		return seen
	})
	if errors.Is(err, seen) {
		err = nil
	}
	return mails, err
}

// maxPreview bounds how many notices a preview looks at.
const maxPreview = 10_000
