package clean

// StackLimit finds, in text that is not cleaned, such as an operator's, what
// cleaning would limit: marks and other joining characters stacked on one. The
// zero value is ready for the start of a text.
type StackLimit struct {
	kind  joinKind
	run   int
	marks int
}

// Exceeded reports whether r, the next rune, exceeds the limit. Such an r is not
// counted: the caller drops it.
func (h *StackLimit) Exceeded(r rune) bool {
	if r < 0x300 {
		*h = StackLimit{}
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
		return h.exceededRun(r)
	}
	return false
}

func (h *StackLimit) exceededRun(r rune) bool {
	p := joinKindOf(r)
	switch {
	case p == 0 || p != h.kind:
		h.kind, h.run = p, 1
	case h.run == maxRun:
		return true
	default:
		h.run++
	}
	h.marks = 0
	return false
}
