package botsim

import "errors"

// Album is an album of a visitor whose parts reach the bot one by one.
type Album struct {
	ID  string  // its media_group_id
	IDs []int64 // of its messages, in the album's order

	visitor *Visitor
	parts   []*message
}

// Album sends several contents as one album, one message for each, and returns
// their ids.
func (v *Visitor) Album(parts ...Content) ([]int64, error) {
	a, err := v.Prepare(parts...)
	if err != nil {
		return nil, err
	}
	for i := range a.IDs {
		a.Arrive(i)
	}
	return a.IDs, nil
}

// Prepare writes the parts of an album, which have their ids and dates from
// then on; the bot is told of a part by Arrive.
func (v *Visitor) Prepare(parts ...Content) (*Album, error) {
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
	a := &Album{ID: newGroup(), visitor: v}
	for _, c := range parts {
		m := v.write(c, InAlbum(a.ID))
		a.IDs, a.parts = append(a.IDs, m.id), append(a.parts, m)
	}
	return a, nil
}

// Arrive tells the bot of part i, counted from 0. Parts may arrive in any order,
// and twice.
func (a *Album) Arrive(i int) {
	a.visitor.bot.sim.mu.Lock()
	defer a.visitor.bot.sim.mu.Unlock()
	a.visitor.tell("message", a.parts[i], a.parts[i].date)
}
