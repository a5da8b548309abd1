package engine

import (
	"cmp"
	"context"
	"sync"

	"tgdesk/core"
)

// fakeButtons is the part of a fakeBot for buttons and the bot's face.
type fakeButtons struct {
	mu         sync.Mutex
	answers    []pressAnswer
	replaced   []buttonChange
	refusals   []error // the next changes of buttons fail so
	faces      map[string]core.Face
	facesAsked int                               // how often a face was asked for
	facesSet   []core.Face                       // in order, refused ones too
	onFace     func(now, wanted core.Face) error // why a face is not set; nil: all is well
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
	f.facesAsked++
	return f.shown(language), nil
}

// shown is what somebody with a language sees.
func (f *fakeButtons) shown(language string) core.Face {
	face, common := f.faces[language], f.faces[""]
	face.Name, face.About, face.Description = cmp.Or(face.Name, common.Name), cmp.Or(face.About, common.About), cmp.Or(face.Description, common.Description)
	return face
}

func (f *fakeButtons) SetFace(_ context.Context, language string, face core.Face) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.facesSet = append(f.facesSet, face)
	if f.onFace != nil {
		if err := f.onFace(f.shown(language), face); err != nil {
			return err
		}
	}
	f.setFace(language, face)
	return nil
}

// setFace has the bot show a face as if another program had set it.
func (f *fakeButtons) setFace(language string, face core.Face) {
	if f.faces == nil {
		f.faces = map[string]core.Face{}
	}
	f.faces[language] = face
}

func (f *fakeButtons) failButtons(errs ...error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refusals = errs
}
