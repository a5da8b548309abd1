package settings

import (
	"github.com/charmbracelet/bubbles/paginator"
	tea "github.com/charmbracelet/bubbletea"
)

// paging parts a long list into pages that fit on the screen.
type paging struct{ model paginator.Model }

func newPaging() paging { return paging{paginator.New()} }

// fit sets how many of n rows a page has beside the head rows of other things, and returns
// which of them are shown.
func (g *paging) fit(s *Screen, head, n int) (from, to int) {
	g.model.PerPage = 10
	if h := s.view.screen; h > 0 {
		g.model.PerPage = max(h-headRows-head-maxFoot, 3)
	}
	g.model.SetTotalPages(max(n, 1))
	g.model.Page = min(g.model.Page, g.model.TotalPages-1)
	return g.model.GetSliceBounds(n)
}

// buttons turn the pages, where there are several.
func (g *paging) buttons(s *Screen, turn func(by int) (tea.Cmd, bool)) buttons {
	if g.model.TotalPages < 2 {
		return nil
	}
	press := func(by int) func() tea.Cmd { return func() tea.Cmd { cmd, _ := turn(by); return cmd } }
	return buttons{
		{control{id: "previous", press: press(-1)}, s.t("page_previous")},
		{control{id: "next", press: press(1)}, s.t("page_next", g.model.View())},
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
