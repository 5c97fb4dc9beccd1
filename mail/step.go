package mail

// Step is how far a conversation with a mail server came.
type Step string

// The steps, in their order.
const (
	Connecting Step = "connecting"
	Greeting   Step = "greeting"
	Encrypting Step = "encrypting"
	SigningIn  Step = "signing in"
	Opening    Step = "opening the folder"
)

// StepError is why a conversation ended before its purpose, and at which step.
type StepError struct {
	Step Step
	Err  error
}

// Error is that of the server or of the way to it.
func (e *StepError) Error() string { return e.Err.Error() }

// Unwrap gives what happened.
func (e *StepError) Unwrap() error { return e.Err }

func at(step Step, err error) error {
	if err == nil {
		return nil
	}
	return &StepError{step, err}
}
