package core

import "testing"

func TestNamesCanBeSeen(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		" Ann  Lee ": "Ann Lee", "👨\u200d👩\u200d👧": "👨\u200d👩\u200d👧", "\u3164": "", "\u2800 \u115f": "", "\u200b": "", "\u0301": "", "\U000e0041": "", "": "", "a\x00": "",
	} {
		brand, err := CheckBrandName(name)
		operator, err2 := CheckOperatorName(name)
		if brand != want || operator != want || (err == nil) != (want != "") || (err2 == nil) != (want != "") {
			t.Errorf("%q gives the brand %q, %v and the operator %q, %v", name, brand, err, operator, err2)
		}
	}
}

// TestNamesInLists: names of operators stand in lists with commas between them; what
// visitors see instead, and names of brands, do not.
func TestNamesInLists(t *testing.T) {
	t.Parallel()
	const name = "Ann, Sales"
	if got, err := CheckOperatorName(name); CodeOf(err) != CodeInvalid {
		t.Errorf("an operator can be called %q, %v", got, err)
	}
	alias, err := CheckAlias(name)
	brand, err2 := CheckBrandName(name)
	if alias != name || brand != name || err != nil || err2 != nil {
		t.Errorf("the alias %q, %v, and the brand %q, %v", alias, err, brand, err2)
	}
}
