package settings

import (
	"fmt"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/tui/theme"
)

// TestSettingsStandInColumns: on every page with settings, at every width, names,
// values and what they are for begin in the same cells, and what a row has no room
// for stands at the foot, where it moves nothing.
func TestSettingsStandInColumns(t *testing.T) {
	t.Parallel()
	long := acme()
	long.Name = "A brand with quite a long name, of forty"
	long.Options.APIURL = "http://a-server-with-a-long-name.example.com:8081/bot-api"
	for name, scene := range map[string]scene{
		"brands":    func(t *testing.T) *driver { return open(t, newFake(long, globex()), false) },
		"brand":     brandScene("", long),
		"behaviour": brandScene("down down down down down down enter", long),
	} {
		for _, w := range []int{40, 60, 80, 120, 200} {
			d := scene(t)
			d.w = w
			where, at, heights := map[string]bool{}, map[string]int{}, map[int]bool{}
			settings := 0
			for _, c := range d.s.form().controls() {
				d.s.top().state().focus = c.id
				rows, _ := d.s.Render(d.w, d.h)
				heights[d.s.view.height] = true
				for _, target := range d.s.view.targets {
					if y, known := at[target.id]; known && y != target.y {
						t.Errorf("%s at %d: the focus on %s moves %s", name, w, c.id, target.id)
					}
					at[target.id] = target.y
					if target.id != c.id || target.button {
						continue
					}
					settings++
					columns := ""
					for _, span := range rows[target.y] {
						columns += fmt.Sprint(span.X, " ")
					}
					where[columns] = true
				}
			}
			if len(where) != 1 || settings < 3 || len(heights) != 1 {
				t.Errorf("%s at %d: %d settings, columns at %v, rows above the foot %v\n%s", name, w, settings, where, heights, d.view())
			}
		}
	}
}

// TestWhatHasNoRoomStandsAtTheFoot: the explanation, and a value that is cut.
func TestWhatHasNoRoomStandsAtTheFoot(t *testing.T) {
	t.Parallel()
	b := acme()
	b.Options.APIURL = "http://a-server-with-a-long-name.example.com:8081"
	d := brandScene("down down down down down down enter", b)(t)
	d.w, d.h = 40, 12
	d.expect("larger ones on request")
	d.expectNot("how long files stay here")
	d.press("down down down")
	d.expect("how long files stay here")
	d.press("G up")
	d.expect("ple.com:8081 · your own has no 20 MB limit")
	d.w, d.h = 120, 36
	d.expect("your own has no 20 MB limit", "how long files stay here")
}

// TestSwitchesAndPages look and act differently.
func TestSwitchesAndPages(t *testing.T) {
	t.Parallel()
	d := behaviourScene("")(t)
	for _, o := range core.Options() {
		if hasOwnPage(o.Group) { // on a page of their own
			continue
		}
		name, title := d.s.t(o.ID()), "change"
		_, switches := o.Value(d.desk.brands[0].Options).(bool)
		if switches {
			title = "switch"
			d.press("space")
			d.expect("Settings › Brands › acme › Behaviour ─", "▌ "+name)
			d.press("enter")
		} else {
			d.expect("▌ " + name + " ›")
			d.press("space")
			d.expect("Behaviour › " + name)
			d.press("esc")
		}
		if got := d.s.Hints()[0].Title; got != title {
			t.Errorf("%s: enter is called %q, want %q", name, got, title)
		}
		d.press("down")
	}
	if got := d.desk.brands[0].Options; got != core.DefaultBrandOptions() {
		t.Errorf("switched twice: %+v", got)
	}
	d.press("g down down down down down down down")
	d.expect("▌ Show typing [x] on")
	d.press("space")
	d.expect("▌ Show typing [ ] off")
}

// TestColourIsInTheMark: names of brands and colours are neutral, beside a mark in the
// brand's colour, on every theme that has colours.
func TestColourIsInTheMark(t *testing.T) {
	t.Parallel()
	for _, th := range []theme.Theme{theme.Dark(theme.True), theme.Light(theme.Indexed), theme.Dark(theme.Basic)} {
		d := open(t, newFake(globex(), acme()), false)
		d.s.o.Theme = th
		painted := func(y int) string {
			rows, _ := d.s.Render(d.w, d.h)
			var b strings.Builder
			for _, span := range rows[y] {
				b.WriteString(span.Text)
			}
			return b.String()
		}
		d.press("down")
		list := painted(headRows + 1)
		d.press("enter down")
		page := painted(headRows + 1)
		ground := th.RowSelected
		for where, c := range map[string]struct{ row, beside string }{"list": {list, "acme"}, "page": {page, "blue"}} {
			if !strings.Contains(c.row, ground.And(th.Accent("#5fafff")).Paint("◆ ")) {
				t.Errorf("%s: no mark in the brand's colour: %q", where, c.row)
			}
			if begin, _, _ := strings.Cut(ground.And(th.Strong).Paint(c.beside), c.beside); !strings.Contains(c.row, begin+c.beside) {
				t.Errorf("%s: %s is not neutral: %q", where, c.beside, c.row)
			}
		}
	}
}
