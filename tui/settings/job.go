package settings

import (
	"context"
	"slices"

	"tgdesk/core"
)

// job is a request under way. A job with an owner is dropped when its page
// leaves or asks no longer; a job without one is a change of the desk, whose
// outcome the operator learns wherever they are by then.
type job struct {
	owner  page
	cancel context.CancelFunc
}

// answer is what an Effect returns: which job it ends, and what then happens
// on the screen's thread.
type answer struct {
	seq   int
	apply func() Effect
}

// start registers a job and returns its Effect. do runs anywhere: it must not
// touch what changes on a page. then runs on the screen's thread, unless the
// job was dropped before.
func start[T any](s *Screen, owner page, do func(context.Context) (T, error), then func(T, error) Effect) Effect {
	s.seq++
	seq := s.seq
	dropped, cancel := context.WithCancel(context.Background())
	s.jobs[seq] = job{owner, cancel}
	return func(ctx context.Context) any {
		ctx, done := context.WithCancel(ctx)
		defer done()
		defer context.AfterFunc(dropped, done)()
		value, err := do(ctx)
		return answer{seq, func() Effect { return then(value, err) }}
	}
}

// Receive takes what an Effect returned. Results that nobody waits for any
// more change nothing.
func (s *Screen) Receive(result any) Effect {
	a, ok := result.(answer)
	if !ok {
		return nil
	}
	j, live := s.jobs[a.seq]
	if !live {
		return nil
	}
	delete(s.jobs, a.seq)
	j.cancel()
	return a.apply()
}

// drop ends the jobs of a page: their results come too late.
func (s *Screen) drop(owner page) {
	for seq, j := range s.jobs {
		if j.owner == owner {
			j.cancel()
			delete(s.jobs, seq)
		}
	}
}

// reread reads the brands; the result of an earlier read under way is dropped.
func (s *Screen) reread() Effect {
	if j, live := s.jobs[s.read]; live {
		j.cancel()
		delete(s.jobs, s.read)
	}
	effect := start(s, nil, s.desk.Brands, s.take)
	s.read = s.seq
	return effect
}

func (s *Screen) take(brands []core.Brand, err error) Effect {
	if err != nil {
		s.trouble = s.sentence(err)
		if s.loaded {
			s.fail(err)
		}
		return nil
	}
	s.brands, s.loaded, s.trouble = brands, true, ""
	return s.settle()
}

// settle leaves the pages of brands that are gone, and lets the page on top
// look at what changed.
func (s *Screen) settle() Effect {
	for i, p := range s.pages {
		if b, ok := p.(ofBrand); ok {
			if _, exists := s.find(b.brandID()); !exists {
				for len(s.pages) > i {
					s.pop()
				}
				s.say("gone")
				break
			}
		}
	}
	return s.woken()
}

// find returns the brand as last read.
func (s *Screen) find(id core.BrandID) (core.Brand, bool) {
	for _, b := range s.brands {
		if b.ID == id {
			return b, true
		}
	}
	return core.Brand{}, false
}

// put takes a brand that a change returned into what is shown, so that the
// screen is right before the next read.
func (s *Screen) put(b core.Brand) {
	i := slices.IndexFunc(s.brands, func(old core.Brand) bool { return old.ID == b.ID })
	s.brands = slices.Clone(s.brands) // the slice belongs to whoever read it
	if i < 0 {
		s.brands = append(s.brands, b)
		return
	}
	s.brands[i] = b
}

// forget takes a removed brand out of what is shown.
func (s *Screen) forget(id core.BrandID) {
	s.brands = slices.DeleteFunc(slices.Clone(s.brands), func(b core.Brand) bool { return b.ID == id })
}
