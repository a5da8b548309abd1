package screen

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

var placeOfHit = regexp.MustCompile(`^ (?:Hit )?([\d,]+)(?: of |/)([\d,]+)`)

// TestScreenSearchWhileAllChanges: two operators search and walk hits on screens of changing
// sizes while messages come, are edited, deleted and erased, and chats are picked up, put
// back and completed. No screen ends, the place of the hit is one of those that there are,
// nothing keeps turning, and esc leads back to the lists.
func TestScreenSearchWhileAllChanges(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				random := rand.New(rand.NewPCG(seed, 3))
				var names []string
				for i := range 6 {
					names = append(names, []string{"Hana Sato", "Ana Diaz", "佐藤 花", "Иван Петров", "مريم", "👨‍👩‍👧 Kim"}[i])
					v := s.Visitor([]string{"acme", "globex"}[i%2], names[i])
					for n := range 30 {
						v.Say(fmt.Sprintf("%s melon #%d", []string{"the", "注文", "e\u0301", "שלום"}[n%4], n))
					}
				}
				screens := []*rig.Session{s, s.Open(s.Ann)}
				for _, screen := range screens {
					screen.Burst("/melon")
				}
				s.Settle()
				for range 100 {
					changeAnything(s, random, names)
					screen := screens[random.IntN(2)]
					searchAnyhow(screen, random)
					if random.IntN(4) == 0 {
						s.Settle()
						expectSound(screen)
					}
				}
				for _, screen := range screens {
					screen.Resize(120, 36)
					for range 6 {
						screen.Press("esc")
					}
					s.Advance(time.Second)
					screen.Expect("1 PENDING", "4 COMPLETED")
					screen.ExpectNot("searching…", "Hit ")
				}
			})
		})
	}
}

// changeAnything lets something happen on the desk. What is refused is none of the test's
// business.
func changeAnything(s *rig.Session, random *rand.Rand, names []string) {
	ctx, name := s.T.Context(), names[random.IntN(len(names))]
	rows, err := s.Desk.FindRows(ctx, name, core.Set[core.BrandID]{}, 1)
	s.Must(err)
	v := s.Visitor("", name)
	switch random.IntN(8) {
	case 0, 1, 2:
		v.Say(fmt.Sprint("a new melon ", random.IntN(100)))
	case 3:
		v.ChangeText(v.Write("melon, once"), "nothing any more")
	case 4:
		if len(rows) > 0 {
			_, _ = s.Desk.PickUp(ctx, s.Ann.ID, rows[0].Chat.ID)
		}
	case 5:
		if len(rows) > 0 {
			_, _ = s.Desk.PutBack(ctx, s.Ann.ID, rows[0].Chat.ID)
		}
	case 6:
		if len(rows) > 0 {
			_, _ = s.Desk.End(ctx, s.Ann.ID, rows[0].Chat.ID)
		}
	case 7:
		if random.IntN(6) == 0 && len(rows) > 0 {
			_, _ = s.Desk.EraseVisitor(ctx, s.Ann.ID, rows[0].Chat.VisitorID)
		}
	}
}

// searchAnyhow presses keys of the search, or changes the size of the screen.
func searchAnyhow(s *rig.Session, random *rand.Rand) {
	switch random.IntN(9) {
	case 0:
		size := [][2]int{{120, 36}, {80, 24}, {40, 12}, {30, 8}, {200, 60}, {60, 13}, {59, 40}}[random.IntN(7)]
		s.Resize(size[0], size[1])
	case 1:
		s.Burst([]string{"m", "\u200d", "\x7f", "\x15melon", "\x15from:visitor", "\x15\"", "\x15state:pending", "\xff\xc3"}[random.IntN(8)])
	case 2, 3:
		s.Burst(strings.Repeat("\x1b[B", random.IntN(30)))
	case 4:
		s.Burst("\r")
	case 5:
		s.Burst(strings.Repeat("n", random.IntN(9)))
	case 6:
		s.Burst(strings.Repeat("N", random.IntN(9)))
	case 7:
		s.Burst("\x1b[A\x1b[6~")
	case 8:
		s.Press("esc")
		s.Burst("/\x15melon")
	}
}

// expectSound checks what a screen says of a search.
func expectSound(s *rig.Session) {
	s.T.Helper()
	select {
	case <-s.Ended:
		s.T.Fatal("the screen has ended")
	default:
	}
	if m := placeOfHit.FindStringSubmatch(s.Bottom()); m != nil {
		at, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		of, _ := strconv.Atoi(strings.ReplaceAll(m[2], ",", ""))
		if at < 1 || at > of {
			s.T.Errorf("the bottom line says %q", s.Bottom())
		}
	}
}
