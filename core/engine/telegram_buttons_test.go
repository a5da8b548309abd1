package engine

import (
	"context"
	"sync"

	"tgdesk/core"
)

// fakeButtons is the part of a fakeBot for buttons and the bot's face.
type fakeButtons struct {
	mu       sync.Mutex
	answers  []pressAnswer
	replaced []buttonChange
	refusals []error // the next changes of buttons fail so
	faces    map[string]core.Face
}

// pressAnswer is one AnswerPress, buttonChange one SetButtons.
type (
	pressAnswer  struct{ id, text string }
	buttonChange struct {
		message int64
		rows    [][]core.Button
	}
)

func (f *fakeButtons) AnswerPress(_ context.Context, id, text string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answers = append(f.answers, pressAnswer{id, text})
	return nil
}

func (f *fakeButtons) SetButtons(_ context.Context, _, message int64, rows [][]core.Button) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.refusals) > 0 {
		err := f.refusals[0]
		f.refusals = f.refusals[1:]
		return err
	}
	f.replaced = append(f.replaced, buttonChange{message, rows})
	return nil
}

func (f *fakeButtons) Face(_ context.Context, language string) (core.Face, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.faces[language], nil
}

func (f *fakeButtons) SetFace(_ context.Context, language string, face core.Face) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.faces == nil {
		f.faces = map[string]core.Face{}
	}
	f.faces[language] = face
	return nil
}

func (f *fakeButtons) failButtons(errs ...error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refusals = errs
}
