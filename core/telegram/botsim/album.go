package botsim

import "errors"

// Album is an album of a visitor whose parts arrive one by one.
type Album struct {
	ID  string  // its media_group_id
	IDs []int64 // of its messages, in the album's order

	visitor *Visitor
	parts   []*message
}

// Album sends contents as one album, one message each, and returns their ids.
func (v *Visitor) Album(parts ...Content) ([]int64, error) {
	a, err := v.NewAlbum(parts...)
	if err != nil {
		return nil, err
	}
	for i := range a.IDs {
		a.Deliver(i)
	}
	return a.IDs, nil
}

// NewAlbum adds the parts of an album to the chat, with ids and dates. Deliver
// queues their updates.
func (v *Visitor) NewAlbum(parts ...Content) (*Album, error) {
	if len(parts) < 2 || len(parts) > 10 {
		return nil, errors.New("send an album: it has 2 to 10 parts")
	}
	s := v.bot.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deactivated[v.User.ID] {
		return nil, errors.New("send an album: the account is deactivated")
	}
	if v.blocked {
		v.setBlocked(false)
	}
	a := &Album{ID: newAlbumID(), visitor: v}
	for _, c := range parts {
		m := v.write(c, InAlbum(a.ID))
		a.IDs, a.parts = append(a.IDs, m.id), append(a.parts, m)
	}
	return a, nil
}

// Deliver queues the update of part i, counted from 0. Parts may be delivered in
// any order, and repeatedly.
func (a *Album) Deliver(i int) {
	a.visitor.bot.sim.mu.Lock()
	defer a.visitor.bot.sim.mu.Unlock()
	a.visitor.queueUpdate("message", a.parts[i], a.parts[i].date)
}
