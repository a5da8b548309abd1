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
func (l *StackLimit) Exceeded(r rune) bool {
	if r < 0x300 {
		*l = StackLimit{}
		return false
	}
	switch kindOf(r) {
	case mark, attached:
		if l.marks == MaxMarks {
			return true
		}
		l.marks++
		return false
	case selector, joiner, hidden, isolate:
		return false
	}
	switch k := joinKindOf(r); {
	case k == 0 || k != l.kind:
		l.kind, l.run = k, 1
	case l.run == maxRun:
		return true
	default:
		l.run++
	}
	l.marks = 0
	return false
}
