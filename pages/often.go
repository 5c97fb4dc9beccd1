package pages

// AnswersHourly is how many answers one link gives within an hour: nobody changes their mind so often, and whoever found it must not
// fill the record.
const AnswersHourly = 60

// MayAnswer tells whether a link may give one more answer within this hour, and counts it.
func (s *Site) MayAnswer(link string) bool { return s.answers.Take(link) }

// HistoryShown is how many entries of a history a page shows.
const HistoryShown = 50

// Latest are the first entries of a history that begins with the latest, and whether there are more.
func Latest[T any](history []T) (shown []T, more bool) {
	return history[:min(len(history), HistoryShown)], len(history) > HistoryShown
}
