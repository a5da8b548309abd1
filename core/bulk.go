package core

import "errors"

// Bulk is what became of many chats with each of which the same was done.
type Bulk struct {
	Done    int
	Refused []Refusal
}

// Refusal is why something was not done with some chats.
type Refusal struct {
	Why   error // an *Error
	Chats int
}

// Count notes the outcome for one chat. It returns err if that concerns more than the one,
// such as a failing disk.
func (b *Bulk) Count(err error) error {
	if err == nil {
		b.Done++
		return nil
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code != CodeConflict && e.Code != CodeForbidden && e.Code != CodeNotFound {
		return err
	}
	for i := range b.Refused {
		if b.Refused[i].Why.Error() == err.Error() {
			b.Refused[i].Chats++
			return nil
		}
	}
	b.Refused = append(b.Refused, Refusal{err, 1})
	return nil
}

// NotDone is how many chats it was refused for.
func (b Bulk) NotDone() (n int) {
	for _, r := range b.Refused {
		n += r.Chats
	}
	return n
}
