package desk

import (
	"testing"

	"tgdesk/core"
)

func TestSigned(t *testing.T) {
	t.Parallel()
	c, err := parse(core.BrandOptions{Markup: true}, "*hi*")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct {
		s     core.Signature
		alias string
		want  string
	}{
		{core.SignNone, "Ma", "hi"}, {core.SignName, "Ma", "mika: hi"}, {core.SignAlias, "Ma", "Ma: hi"}, {core.SignAlias, "", "mika: hi"},
	} {
		got := sign(c, core.BrandOptions{Signature: k.s}, core.Operator{Name: "mika", Alias: k.alias})
		if e := got.Markup.Entities(); got.Plain != k.want || got.Plain[e[0].Offset:] != "hi" {
			t.Errorf("%s: %+v", k.s, got)
		}
	}
}
