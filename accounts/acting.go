package accounts

import (
	"context"

	"parcours/events"
)

// DoorFile is how the programme's file changes things.
const DoorFile events.Door = "file"

type actingKey struct{}

type acting struct {
	person string
	door   events.Door
}

// Acting says who does what is done under the context, and by which door: "" for whoever runs the server. The record keeps it.
func Acting(ctx context.Context, person string, door events.Door) context.Context {
	return context.WithValue(ctx, actingKey{}, acting{person, door})
}

// Actor is who acts; without a door where nobody said.
func Actor(ctx context.Context) (person string, door events.Door) {
	a, _ := ctx.Value(actingKey{}).(acting)
	return a.person, a.door
}
