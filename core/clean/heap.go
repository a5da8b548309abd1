package clean

// Heap watches text that must stay as it is, such as what an operator types,
// for what cleaning would cut down: marks, and other characters that join,
// heaped up on one. The zero value is ready for the beginning of a text.
type Heap struct {
	kind  pile
	piled int
	marks int
}

// Over reports whether r, which comes next, is more than one character carries.
// Who leaves such an r out leaves it out of the count too.
func (h *Heap) Over(r rune) bool {
	if r < 0x300 {
		*h = Heap{}
		return false
	}
	switch kindOf(r) {
	case mark, attached:
		if h.marks == MaxMarks {
			return true
		}
		h.marks++
	case selector, joiner, hidden, isolate:
	default:
		return h.overPile(r)
	}
	return false
}

func (h *Heap) overPile(r rune) bool {
	p := pileOf(r)
	switch {
	case p == 0 || p != h.kind:
		h.kind, h.piled = p, 1
	case h.piled == maxPile:
		return true
	default:
		h.piled++
	}
	h.marks = 0
	return false
}
