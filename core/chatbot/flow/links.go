package flow

import (
	"iter"
	"maps"
	"slices"
)

// links finds the steps that others name.
func (r *reader) links(root *value) {
	find := func(at place, name string) *step {
		s, ok := r.f.steps[name]
		if !ok && name != "" {
			if like := r.nearest(name, maps.Keys(r.f.steps)); like != "" {
				r.faults.add(at, "flow_no_step_like", short(name), short(like))
			} else {
				r.faults.add(at, "flow_no_step", short(name))
			}
		}
		return s
	}
	if start := root.get("start"); start == nil {
		r.faults.add(root.place, "flow_no_start")
	} else {
		r.f.start = find(start.place, r.words(root, "start"))
	}
	r.f.fallback.target = find(r.f.fallback.place, r.f.fallback.goTo)
	whens := slices.Clone(r.f.when)
	for _, s := range r.f.order {
		s.leads.next = find(s.leads.place, s.leads.goTo)
		for i := range s.buttons {
			for j := range s.buttons[i] {
				b := &s.buttons[i][j]
				b.leads.next = find(b.leads.place, b.leads.goTo)
			}
		}
		whens = append(whens, s.when...)
	}
	for _, w := range whens {
		w.leads.next = find(w.leads.place, w.leads.goTo)
	}
}

// maxSlip bounds the names that are looked at for slips, in characters.
const maxSlip = 40

// nearest is which of some names a name with a slip in it is meant to be: one that becomes
// it by a change of one character in three at most. It is "" if there is none, or when more
// faults are found than are listed.
func (r *reader) nearest(name string, names iter.Seq[string]) (best string) {
	typed := []rune(name)
	if len(typed) > maxSlip || len(r.faults.all) > maxFaults {
		return ""
	}
	fewest := len(typed)/3 + 1
	for _, n := range slices.Sorted(names) {
		if meant := []rune(n); len(meant) < len(typed)+fewest && len(typed) < len(meant)+fewest {
			if d := changes(typed, meant); d < fewest {
				best, fewest = n, d
			}
		}
	}
	return best
}

// changes is by how many characters that are added, removed, replaced or swapped with the
// next one a becomes b.
func changes(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
		for j := range rows[i] {
			switch {
			case i == 0:
				rows[i][j] = j
			case j == 0:
			case a[i-1] == b[j-1]:
				rows[i][j] = rows[i-1][j-1]
			default:
				rows[i][j] = 1 + min(rows[i-1][j], rows[i][j-1], rows[i-1][j-1])
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					rows[i][j] = min(rows[i][j], 1+rows[i-2][j-2])
				}
			}
		}
	}
	return rows[len(a)][len(b)]
}
