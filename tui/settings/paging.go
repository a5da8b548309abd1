package settings

import (
	"context"

	"github.com/charmbracelet/bubbles/paginator"
	tea "github.com/charmbracelet/bubbletea"
)

// listing is how far a list is read that a page shows.
type listing struct {
	loaded bool
	err    string // why it could not be read
}

// readList reads a list for a page, and then calls then. Why it could not be read is said,
// unless the page shows that in place of the list.
func readList[T any](s *Screen, owner page, l *listing, do func(context.Context) (T, error), then func(T) tea.Cmd) tea.Cmd {
	return send(s, owner, do, func(value T, err error) tea.Cmd {
		switch {
		case err == nil:
			*l = listing{loaded: true}
			return then(value)
		case l.loaded:
			return s.o.Bad(s.errorText(err))
		}
		l.err = s.errorText(err)
		return nil
	})
}

// addUnread adds what a page shows until its list was read: that it is being read, or why
// it could not be, with a button that tries again. It reports whether that is so.
func (s *Screen) addUnread(f *form, l listing, again func() tea.Cmd) bool {
	switch {
	case l.loaded:
	case l.err == "":
		s.addLoading(f)
	default:
		f.add(paragraph{"✗", l.err, s.o.Theme.Bad}, gap{}, buttons{{control{id: "again", press: again}, s.t("again")}})
	}
	return !l.loaded
}

// listRows is how many rows of a list a page shows beside head rows of other things.
func (s *Screen) listRows(head int) int {
	if h := s.view.screen; h > 0 {
		return max(h-headRows-head-maxFoot, 3)
	}
	return 10
}

// paging parts a long list into pages that fit on the screen.
type paging struct{ model paginator.Model }

func newPaging() paging { return paging{paginator.New()} }

// fit sets how many of n rows a page has beside the head rows of other things, and returns
// which of them are shown.
func (g *paging) fit(s *Screen, head, n int) (from, to int) {
	g.model.PerPage = s.listRows(head)
	g.model.SetTotalPages(max(n, 1))
	g.model.Page = min(g.model.Page, g.model.TotalPages-1)
	return g.model.GetSliceBounds(n)
}

// buttons turn the pages, where there are several.
func (g *paging) buttons(s *Screen) buttons {
	if g.model.TotalPages < 2 {
		return nil
	}
	return buttons{
		{control{id: "previous", press: func() tea.Cmd { return s.page(-1) }}, s.t("page_previous")},
		{control{id: "next", press: func() tea.Cmd { return s.page(1) }}, s.t("page_next", g.model.View())},
	}
}

// turn goes to the next page, or with -1 to the one before, of n rows. from is the first
// row that is shown then; ok is false if there is only one page.
func (g *paging) turn(by, n int) (from int, ok bool) {
	if by > 0 {
		g.model.NextPage()
	} else {
		g.model.PrevPage()
	}
	from, _ = g.model.GetSliceBounds(n)
	return from, g.model.TotalPages > 1
}
