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
