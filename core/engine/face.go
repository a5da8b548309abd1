package engine

import (
	"context"
	"math/rand/v2"
	"time"

	"tgdesk/core"
	"tgdesk/core/txn"
)

// faceTimeout ends the requests about one face, of which there are up to twelve.
const faceTimeout = 2 * time.Minute

// faceSetter sets at Telegram what a brand wants its bot to show. Before each request it
// stores what it may change, so that whatever ends it anywhere, the next one knows what
// has to be compared, and what was the desk's own.
type faceSetter struct {
	workLoop
	bot     int64
	link    core.Link
	store   core.Reader
	runner  *txn.Runner
	backoff *core.Backoff // after failures that are not Telegram's answers
}

func (e *Engine) newFaceSetter(c core.Channel, link core.Link) *faceSetter {
	return &faceSetter{
		workLoop: e.newWorkLoop(c.Brand, &e.wake.faces, 0), bot: c.Bot.ID, link: link, store: e.store, runner: e.runner,
		backoff: &core.Backoff{First: 2 * time.Second, Last: time.Minute},
	}
}

// run sets faces until ctx ends.
func (s *faceSetter) run(ctx context.Context) error {
	s.workLoop.run(ctx, "faces of the bot not read or stored", s.setDue)
	return nil
}

// setDue sets the faces that are due, that for everybody first, and returns when to look
// again.
func (s *faceSetter) setDue(ctx context.Context) (time.Duration, error) {
	if wait := s.disk.left(); wait > 0 {
		return wait, nil
	}
	faces, err := s.store.BrandFaces(ctx, s.brand)
	if err != nil {
		return 0, err
	}
	wait := forever
	for _, f := range faces {
		switch due, at := f.Due(s.bot, s.now()); {
		case due:
			if err := s.set(ctx, f); err != nil {
				return 0, err
			}
			wait = 0 // it is looked at again
		case !at.IsZero():
			wait = min(wait, max(at.Sub(s.now()), 0))
		}
	}
	return wait, nil
}

// set sets one face, the name last. Errors are those of the disk.
func (s *faceSetter) set(ctx context.Context, f core.BrandFace) error {
	asking, cancel := context.WithTimeout(ctx, faceTimeout)
	defer cancel()
	shown, err := s.link.Face(asking, f.Language)
	if err != nil {
		return s.failed(ctx, f, f.Missing(s.bot), err)
	}
	if f.Bot != s.bot {
		f.Owned, f.Done = 0, 0
	}
	begun := f
	begun.Bot, begun.Owned = s.bot, f.Owned|f.Face.Parts()
	if begun.Bot != f.Bot || begun.Owned != f.Owned {
		if stored, err := s.save(ctx, f, func(now *core.BrandFace) { now.Bot, now.Owned, now.Done = begun.Bot, begun.Owned, begun.Done }); err != nil || !stored {
			return err
		}
	}
	target, missing := begun.Target(shown), begun.Missing(s.bot)
	if missing != core.FaceName && target.Name != shown.Name {
		withoutName := target
		withoutName.Name = shown.Name
		missing &^= core.FaceName
		err = s.link.SetFace(asking, f.Language, withoutName)
	} else {
		err = s.link.SetFace(asking, f.Language, target)
	}
	if err != nil {
		return s.failed(ctx, f, missing, err)
	}
	s.backoff.Reset()
	_, err = s.save(ctx, f, func(now *core.BrandFace) { now.Succeeded(missing) })
	return err
}

// failed stores why parts of a face could not be set, and when that is tried again.
func (s *faceSetter) failed(ctx context.Context, f core.BrandFace, parts core.FaceParts, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	failure := core.SendFailure(err)
	s.log.Warn("face of the bot not set", "brand", s.brand, "language", f.Language, "err", err)
	var at time.Time
	switch failure.Outcome {
	case core.OutcomeRateLimited:
		at = s.now().Add(failure.RetryAfter)
	case core.OutcomeRefused:
	default:
		at = s.now().Add(s.backoff.Next(rand.Float64()))
	}
	_, err = s.save(ctx, f, func(now *core.BrandFace) { now.Failed(parts, failure.Detail, at) })
	return err
}

// save changes how far Telegram has a face, unless another one is wanted by now, or none.
func (s *faceSetter) save(ctx context.Context, f core.BrandFace, change func(*core.BrandFace)) (stored bool, err error) {
	err = s.runner.Write(ctx, func(t *txn.Tx) error {
		all, err := t.BrandFaces(ctx, s.brand)
		if err != nil {
			return err
		}
		for _, now := range all {
			if now.Language != f.Language || !now.Face.Equal(f.Face) {
				continue
			}
			stored = true
			change(&now)
			t.Emit(core.Event{Kind: core.EventBrand, Brand: s.brand})
			if now.Missing(s.bot) == 0 && now.Owned == 0 {
				return t.DeleteBrandFace(ctx, s.brand, f.Language)
			}
			return t.SaveBrandFace(ctx, now)
		}
		return nil
	})
	return stored, err
}
