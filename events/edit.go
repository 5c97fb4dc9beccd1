package events

// Edit is a session as an organiser's client wrote it.
type Edit struct {
	UID   string
	Title string
	Where string
	When  When

	Description string
	Categories  []string
	// Whether a place and a description are said: of who sends back what else was served, missing ones were taken out.
	HasWhere, HasDescription bool

	Overlay  string // alarms and X- properties of the client, normalised
	Status   string // STATUS, upper case, "" without one
	Why      string // COMMENT: the reason of the change, as people are told it
	Sequence int    // -1 without one
	Served   string // Invitation.Revision that the client was served
	Invites  bool   // it has ATTENDEE or ORGANIZER
	Recurs   bool   // it has RRULE, RDATE or an override
}
