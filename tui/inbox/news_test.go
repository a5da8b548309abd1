package inbox

import (
	"context"
	"slices"
	"testing"

	"tgdesk/core"
)

// rowReader notes which rows are read one by one.
type rowReader struct {
	core.Reader
	asked []core.ChatID
}

func (r *rowReader) Row(_ context.Context, id core.ChatID) (core.ChatRow, error) {
	r.asked = append(r.asked, id)
	return core.ChatRow{Chat: core.Chat{ID: id}}, nil
}

// TestArrivalsOnPages: the row of a chat in which something happened is read by itself
// only where it is on none of the pages that were read.
func TestArrivalsOnPages(t *testing.T) {
	t.Parallel()
	onPage := &core.ChatRow{Chat: core.Chat{ID: 1}}
	r := &rowReader{}
	msg := PagesMsg{pages: []page{{}, {Page: Page{Rows: []*core.ChatRow{onPage}}}}, arrived: []arrival{{chat: 1}, {chat: 2}}}
	if err := msg.readArrivals(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if msg.arrived[0].row != onPage || msg.arrived[1].row.Chat.ID != 2 || !slices.Equal(r.asked, []core.ChatID{2}) {
		t.Errorf("read %v, took %+v", r.asked, msg.arrived)
	}
}
