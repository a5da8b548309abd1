package core

import (
	"errors"
	"testing"
)

func TestMayFetch(t *testing.T) {
	t.Parallel()
	const gb = 1 << 30
	large := Room{Free: 500 * gb, Total: 1000 * gb}
	small := Room{Free: 48 * mega, Total: 48 * mega}
	o := DefaultBrandOptions()
	o.FetchPerVisitor, o.FetchPerBrand = 100*mega, 1000*mega
	for name, c := range map[string]struct {
		facts FetchFacts
		want  string
	}{
		"plenty":                     {FetchFacts{Size: 5 * mega, Room: large}, ""},
		"nothing is known":           {FetchFacts{Size: 5 * mega}, ""},
		"a visitor's bound, just":    {FetchFacts{Size: 5 * mega, Fetched: FetchedBytes{Visitor: 95 * mega}}, ""},
		"a visitor's bound, over":    {FetchFacts{Size: 5*mega + 1, Fetched: FetchedBytes{Visitor: 95 * mega}}, HeldVisitor},
		"a visitor's bound, reached": {FetchFacts{Fetched: FetchedBytes{Visitor: 100 * mega}}, HeldVisitor},
		"a brand's bound, over":      {FetchFacts{Size: 1, Fetched: FetchedBytes{Brand: 1000 * mega}}, HeldBrand},
		"flooded":                    {FetchFacts{Flooded: true, Room: large}, HeldFlooded},
		"blocked":                    {FetchFacts{Blocked: true, Room: large}, HeldBotBlocked},
		"requested":                  {FetchFacts{Requested: true, Blocked: true, Flooded: true, Size: gb, Fetched: FetchedBytes{gb, gb}, Room: large}, ""},
		"the reserve, just":          {FetchFacts{Size: 24 * mega, Room: small}, ""},
		"the reserve, over":          {FetchFacts{Size: 24*mega + 1, Room: small}, HeldRoom},
		"the reserve, others come":   {FetchFacts{Size: 5 * mega, Room: Room{Free: 48 * mega, Total: 48 * mega, Coming: 20 * mega}}, HeldRoom},
		"the reserve, requested":     {FetchFacts{Requested: true, Size: 36 * mega, Room: small}, ""},
		"messages, requested":        {FetchFacts{Requested: true, Size: 36*mega + 1, Room: small}, HeldFull},
	} {
		err, _ := errors.AsType[*Error](MayFetch(o, c.facts))
		if got := (err == nil); got != (c.want == "") || err != nil && err.ID != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	o.FetchPerVisitor, o.FetchPerBrand = 0, 0
	if err := MayFetch(o, FetchFacts{Size: gb, Fetched: FetchedBytes{1000 * gb, 1000 * gb}}); err != nil {
		t.Errorf("without bounds: %v", err)
	}
}

func TestReserve(t *testing.T) {
	t.Parallel()
	const gb = 1 << 30
	for name, c := range map[string]struct {
		room              Room
		reserve, messages int64
	}{
		"a large disk":           {Room{Free: 500 * gb, Total: 1000 * gb}, 50 * gb, 64 * mega},
		"a usual one":            {Room{Free: 5 * gb, Total: 10 * gb}, gb, 64 * mega},
		"a small one":            {Room{Free: 48 * mega, Total: 48 * mega}, 24 * mega, 12 * mega},
		"a small one with files": {Room{Free: 28 * mega, Total: 48 * mega, Media: 20 * mega}, 24 * mega, 12 * mega},
		"nearly full of others'": {Room{Free: 100 * mega, Total: 1000 * gb}, 50 * mega, 25 * mega},
		"as set":                 {Room{Free: 5 * gb, Total: 10 * gb, Setting: 4 * gb}, 4 * gb, 64 * mega},
		"less than messages":     {Room{Free: 5 * gb, Total: 10 * gb, Setting: mega}, 64 * mega, 64 * mega},
	} {
		if r, m := c.room.Reserve(), c.room.MessageRoom(); r != c.reserve || m != c.messages {
			t.Errorf("%s: reserve %d, for messages %d, want %d and %d", name, r, m, c.reserve, c.messages)
		}
	}
	if !(Room{Free: 1, Total: gb}).Full() || (Room{Free: 20 * mega, Total: gb}).Full() || (Room{}).Full() {
		t.Error("full is not what it should be")
	}
}
